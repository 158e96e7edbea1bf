// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.earlymap.Hex;
import org.earlymap.arch.Descriptor;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TranslationContext;

/** Tables as a graph in the language of Graphviz: a node for each table, whoever shares it. */
final class TableGraph {
  /** A table at a level. */
  private record Node(long pa, int level) {
    String name() {
      return "\"" + level + ":" + Hex.of(pa) + "\"";
    }
  }

  private final PhysicalMemory memory;
  private final TranslationContext context;
  private final PrintWriter out;

  TableGraph(PhysicalMemory memory, TranslationContext context, PrintWriter out) {
    this.memory = memory;
    this.context = context;
    this.out = out;
  }

  void print() {
    out.println("digraph tables {");
    out.println("  rankdir=LR;");
    out.println("  node [shape=box, fontname=monospace];");
    Set<Node> seen = new LinkedHashSet<>();
    Deque<Node> open = new ArrayDeque<>();
    Node root = new Node(context.root(), context.regime().rootLevel());
    seen.add(root);
    open.add(root);
    while (!open.isEmpty()) {
      Node node = open.remove();
      for (Node child : print(node)) {
        if (seen.add(child)) {
          open.add(child);
        }
      }
    }
    out.println("}");
  }

  /** Prints a table and the edges from it, and returns where they lead. */
  private Set<Node> print(Node node) {
    int entries = context.regime().entries(node.level());
    if (!memory.contains(node.pa(), entries * 8L)) {
      out.println("  " + node.name() + " [label=\"" + Hex.of(node.pa()) + "\\nnot in memory\"];");
      return Set.of();
    }
    Map<Node, int[]> children = new LinkedHashMap<>();
    int leaves = 0;
    for (int i = 0; i < entries; i++) {
      long entry = memory.readLong(node.pa() + i * 8L);
      if (Descriptor.isTable(entry, node.level())) {
        long pa = context.regime().format().decode(entry, context.regime().granule());
        int index = i;
        int[] edge =
            children.computeIfAbsent(new Node(pa, node.level() + 1), n -> new int[] {index, 0});
        edge[1]++;
      } else if (Descriptor.isValid(entry)) {
        leaves++;
      }
    }
    out.println(
        "  "
            + node.name()
            + " [label=\"level "
            + node.level()
            + "\\n"
            + Hex.of(node.pa())
            + "\\n"
            + leaves
            + " leaves\"];");
    children.forEach(
        (child, edge) ->
            out.println(
                "  "
                    + node.name()
                    + " -> "
                    + child.name()
                    + " [label=\""
                    + edge[0]
                    + (edge[1] > 1 ? " (" + edge[1] + " entries)" : "")
                    + "\"];"));
    return children.keySet();
  }
}
