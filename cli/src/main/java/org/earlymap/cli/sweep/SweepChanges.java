// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs between two kernels of a sweep, on each CPU and command line: only that is printed.
 * Machines on which the same differs are told together.
 */
final class SweepChanges implements SweepRows {
  /** What the points of the first kernel may be; their values wait for the second's. */
  static final long MOST_POINTS = 20_000;

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String SCHEMA = "earlymap.sweep-change/1";

  /** What tells machines apart. */
  private static final List<String> MACHINE = List.of("cpu", "cmdline", "structPageSize");

  /** What two kernels always differ in, whatever they do. */
  private static final Set<String> NO_CHANGE =
      Set.of("schema", "point", "kernel", "config", "cpu", "structPageSize", "cmdline");

  /** What any change to a kernel's code changes; chosen as a column it counts. */
  private static final Set<String> ONLY_CHOSEN = Set.of("instructions");

  /** A value before and after; nothing where there is none. */
  private record Change(String name, JsonNode before, JsonNode after) {}

  private final List<String> kernels;
  private final long machines;
  private final boolean chosen;
  private final boolean json;
  private final PrintWriter out;
  private final List<Map<String, JsonNode>> first = new ArrayList<>();
  private final Map<String, List<String>> together = new LinkedHashMap<>();
  private final List<String> same = new ArrayList<>();
  private long second;

  /**
   * Compares the first half of a sweep's lines with the second.
   *
   * @param kernels both kernels' labels
   * @param machines how many points each kernel has
   * @param chosen whether the lines are rows of chosen columns
   * @param json whether a line of JSON is printed for each machine, and not text
   */
  SweepChanges(List<String> kernels, long machines, boolean chosen, boolean json, PrintWriter out) {
    this.kernels = List.copyOf(kernels);
    this.machines = machines;
    this.chosen = chosen;
    this.json = json;
    this.out = out;
  }

  @Override
  public void take(String lines) {
    lines.lines().forEach(this::point);
  }

  private void point(String line) {
    JsonNode point = MAPPER.readTree(line);
    Map<String, JsonNode> values = new LinkedHashMap<>();
    flatten("", point, values);
    if (first.size() < machines) {
      first.add(values);
      return;
    }
    Map<String, JsonNode> before = first.get((int) second++);
    List<Change> changes = changes(before, values);
    if (json) {
      printJson(point, changes);
    }
    String machine = machine(point);
    if (changes.isEmpty()) {
      same.add(machine);
    } else {
      together.computeIfAbsent(text(changes), any -> new ArrayList<>()).add(machine);
    }
  }

  private List<Change> changes(Map<String, JsonNode> before, Map<String, JsonNode> after) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeAll(NO_CHANGE);
    if (!chosen) {
      names.removeAll(ONLY_CHOSEN);
    }
    List<Change> changes = new ArrayList<>();
    for (String name : names) {
      JsonNode left = before.getOrDefault(name, JsonNodeFactory.instance.nullNode());
      JsonNode right = after.getOrDefault(name, JsonNodeFactory.instance.nullNode());
      if (!left.equals(right)) {
        changes.add(new Change(name, left, right));
      }
    }
    return changes;
  }

  /** All single values of a line, by the paths that {@link SweepColumns} finds them by. */
  private static void flatten(String path, JsonNode node, Map<String, JsonNode> values) {
    if (node.isObject()) {
      String start = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(each -> flatten(start + each.getKey(), each.getValue(), values));
    } else if (node.isArray()) {
      Map<String, Integer> seen = new LinkedHashMap<>();
      int index = 0;
      for (JsonNode element : node) {
        String name = element.path("name").asString(Integer.toString(index++));
        int times = seen.merge(name, 1, Integer::sum);
        flatten(path + "." + name + (times == 1 ? "" : "#" + times), element, values);
      }
    } else {
      values.put(path, node);
    }
  }

  private static String machine(JsonNode point) {
    StringBuilder machine = new StringBuilder(point.path("cpu").asString());
    if (point.hasNonNull("cmdline")) {
      machine.append(" \"").append(point.path("cmdline").asString()).append('"');
    }
    return machine.toString();
  }

  private static String text(List<Change> changes) {
    int width = changes.stream().mapToInt(change -> change.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Change change : changes) {
      String name = change.name();
      text.append("  ").append(name).append(" ".repeat(width - name.length()));
      text.append("  ").append(shown(change.before())).append(" -> ");
      text.append(shown(change.after())).append('\n');
    }
    return text.toString();
  }

  private static String shown(JsonNode value) {
    String text = SweepColumns.text(value);
    return value.isNull() ? "none" : text.isEmpty() ? "''" : text;
  }

  private void printJson(JsonNode point, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("schema", SCHEMA);
    for (String name : MACHINE) {
      if (point.hasNonNull(name)) {
        line.set(name, point.get(name));
      }
    }
    ObjectNode all = line.putObject("changes");
    for (Change change : changes) {
      all.putObject(change.name()).set("before", change.before()).set("after", change.after());
    }
    out.print(MAPPER.writeValueAsString(line) + "\n");
  }

  @Override
  public void end() {
    if (json) {
      return;
    }
    out.print("- " + kernels.get(0) + "\n+ " + kernels.get(1) + "\n");
    together.forEach(
        (changes, where) -> out.print("\n" + String.join(", ", where) + "\n" + changes));
    if (together.isEmpty()) {
      out.print("\nNo difference, on " + same.size() + " of " + same.size() + ".\n");
    } else if (!same.isEmpty()) {
      out.print("\nNo difference on " + String.join(", ", same) + ".\n");
    }
  }

  @Override
  public boolean isYes() {
    return together.isEmpty();
  }
}
