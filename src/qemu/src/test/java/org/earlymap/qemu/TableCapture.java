// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Table pages in an emulated board's memory as the truth files hold them. It follows tables by
 * rules of its own, not by those of the walker that the files judge.
 */
final class TableCapture {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path memory;
  private final ByteOrder order;
  private final int pageShift;
  private final boolean ds;

  TableCapture(Path memory, ByteOrder order, int pageShift, boolean ds) {
    this.memory = memory;
    this.order = order;
    this.pageShift = pageShift;
    this.ds = ds;
  }

  /** A table page, or a root that is smaller. */
  private record Table(long pa, int level, int entries) {}

  /** A piece of memory word by word. */
  ObjectNode region(long pa, long size) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("pa", hex(pa)).put("size", hex(size));
    node.set("runs", runs(words(pa, (int) (size / Long.BYTES))));
    return node;
  }

  /** A 64-bit word. */
  long word(long pa) throws IOException {
    return words(pa, 1)[0];
  }

  /** Every table that a root reaches, once. */
  ObjectNode tree(long rootPa, int vaBits) throws IOException {
    int level = 4 - (vaBits - 4) / (pageShift - 3);
    ObjectNode node = JSON.createObjectNode();
    node.put("va_bits", vaBits)
        .put("granule", 1 << pageShift)
        .put("ds", ds ? 1 : 0)
        .put("root_level", level);
    ArrayNode tables = node.putArray("tables");
    for (Table table : reached(new Table(rootPa, level, 1 << (vaBits - shift(level))))) {
      tables.add(table(table));
    }
    return node;
  }

  /** Those of the tables that a root reaches which are not in {@code [start, end)}. */
  ArrayNode tablesOutside(long rootPa, int vaBits, long start, long end) throws IOException {
    int level = 4 - (vaBits - 4) / (pageShift - 3);
    ArrayNode tables = JSON.createArrayNode();
    for (Table table : reached(new Table(rootPa, level, 1 << (vaBits - shift(level))))) {
      if (table.pa() < start || table.pa() >= end) {
        tables.add(table(table));
      }
    }
    return tables;
  }

  /** The descriptors of what a root maps, by virtual addresses from {@code base} on. */
  Map<Long, Long> leaves(long rootPa, int vaBits, long base) throws IOException {
    int level = 4 - (vaBits - 4) / (pageShift - 3);
    Map<Long, Long> leaves = new HashMap<>();
    collect(new Table(rootPa, level, 1 << (vaBits - shift(level))), base, leaves);
    return leaves;
  }

  private void collect(Table table, long base, Map<Long, Long> leaves) throws IOException {
    long[] entries = words(table.pa(), table.entries());
    for (int i = 0; i < entries.length; i++) {
      long va = base + ((long) i << shift(table.level()));
      boolean next = table.level() < 3 && (entries[i] & 3) == 3;
      if (next) {
        collect(new Table(output(entries[i]), table.level() + 1, 1 << (pageShift - 3)), va, leaves);
      } else if ((entries[i] & 1) != 0) {
        leaves.put(va, entries[i]);
      }
    }
  }

  private ObjectNode table(Table table) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("pa", hex(table.pa())).put("level", table.level()).put("entries", table.entries());
    node.set("runs", runs(words(table.pa(), table.entries())));
    return node;
  }

  private List<Table> reached(Table root) throws IOException {
    List<Table> reached = new ArrayList<>();
    Set<Table> met = new HashSet<>();
    Queue<Table> next = new ArrayDeque<>(List.of(root));
    while (!next.isEmpty()) {
      Table table = next.remove();
      if (!met.add(table)) {
        continue;
      }
      reached.add(table);
      for (long entry : words(table.pa(), table.entries())) {
        if (table.level() < 3 && (entry & 3) == 3) {
          next.add(new Table(output(entry), table.level() + 1, 1 << (pageShift - 3)));
        }
      }
    }
    return reached;
  }

  private int shift(int level) {
    return (pageShift - 3) * (4 - level) + 3;
  }

  /** The board has no memory above 2^48 but with DS, where two bits of the address move down. */
  private long output(long entry) {
    int top = ds ? 50 : 48;
    long low = entry & ((1L << top) - 1) & -(1L << pageShift);
    return ds ? low | (entry >>> 8 & 3) << 50 : low;
  }

  private long[] words(long pa, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES).order(order);
    try (FileChannel file = FileChannel.open(memory, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, pa - EmulatedBoot.MEMORY + bytes.position()) < 0) {
          throw new IOException("a table outside of memory: " + hex(pa));
        }
      }
    }
    long[] words = new long[count];
    bytes.flip().asLongBuffer().get(words);
    return words;
  }

  /** Entries that are not zero, as [index, count, first, stride]. */
  private static ArrayNode runs(long[] words) {
    ArrayNode runs = JSON.createArrayNode();
    for (int i = 0; i < words.length; ) {
      if (words[i] == 0) {
        i++;
        continue;
      }
      int end = i + 1;
      long stride = 0;
      if (end < words.length && words[end] != 0) {
        stride = words[end] - words[i];
        while (end < words.length && words[end] != 0 && words[end] - words[end - 1] == stride) {
          end++;
        }
      }
      runs.add(
          JSON.createArrayNode()
              .add(i)
              .add(end - i)
              .add(String.format("0x%016x", words[i]))
              .add(stride));
      i = end;
    }
    return runs;
  }

  /** As the files write addresses. */
  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
