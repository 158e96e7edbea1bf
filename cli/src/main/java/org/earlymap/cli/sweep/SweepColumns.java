// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import com.google.common.base.Splitter;
import com.google.common.primitives.UnsignedLong;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.earlymap.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chosen columns of a sweep. A column is a property of a point's line ({@code cpu}), a path to one
 * ({@code leaves.swapper_pg_dir.pages}), in a list by the element's name ({@code
 * layout.regions.vmemmap.size}), a constant of the layout ({@code PAGE_OFFSET}), or one of the sums
 * {@code tablePages}, {@code pages}, {@code blocks} and {@code contiguousRuns} over all tables.
 *
 * <p>A column has one type in all rows, and every row has all columns: what a point has not is
 * null.
 */
final class SweepColumns {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SCHEMA = "earlymap.sweep-row/1";

  /** Constants that count something; the others are addresses, sizes or masks. */
  private static final Pattern COUNTS =
      Pattern.compile(
          "FIX_.*|END_OF_.*|PTRS_PER_.*|CONT_P[TM][ED]S|STRUCT_PAGE_SIZE|.*_(BITS|SHIFT|LEVELS?)"
              + "|.*_BITS_.*");

  private final List<String> names;

  /** These columns, in this order. */
  SweepColumns(List<String> names) {
    this.names = List.copyOf(names);
  }

  /**
   * Reads {@code cpu,tablePages}.
   *
   * @throws SweepFileException where a name is empty or there twice
   */
  static SweepColumns parse(String text) {
    List<String> names = Splitter.on(',').trimResults().splitToList(text);
    if (names.contains("") || new LinkedHashSet<>(names).size() != names.size()) {
      throw new SweepFileException(
          "--columns: found '" + text + "', expected names such as cpu,tablePages, each once");
    }
    return new SweepColumns(names);
  }

  /** These columns after others that must be there. */
  SweepColumns before(List<String> first) {
    LinkedHashSet<String> all = new LinkedHashSet<>(first);
    all.addAll(names);
    return new SweepColumns(List.copyOf(all));
  }

  List<String> names() {
    return names;
  }

  /** Lines of points as lines of rows, one JSON object each. */
  String rows(String lines) {
    return lines
        .lines()
        .map(line -> MAPPER.writeValueAsString(row(MAPPER.readTree(line))) + "\n")
        .collect(Collectors.joining());
  }

  private ObjectNode row(JsonNode point) {
    ObjectNode row = NODES.objectNode();
    row.put("schema", SCHEMA);
    for (String name : names) {
      row.set(name, value(point, name));
    }
    return row;
  }

  private static JsonNode value(JsonNode point, String name) {
    JsonNode constant = point.path("layout").path("constants").path(name);
    if (!constant.isMissingNode()) {
      return constant(name, constant);
    }
    JsonNode found =
        switch (name) {
          case "tablePages" -> sum(point.path("tables"), "tablePagesUsed");
          case "pages", "blocks", "contiguousRuns" -> sum(point.path("leaves"), name);
          default -> at(point, Splitter.on('.').splitToList(name));
        };
    if (found.isMissingNode()) {
      return NODES.nullNode();
    }
    // What is no single value is its text.
    return found.isContainer() ? NODES.stringNode(found.toString()) : found;
  }

  private static JsonNode sum(JsonNode each, String property) {
    if (each.isMissingNode()) {
      return each;
    }
    long sum = 0;
    for (JsonNode one : each) {
      sum += one.path(property).asLong();
    }
    return NODES.numberNode(sum);
  }

  /** Follows a path; a part may have dots of its own, as names of regions may. */
  private static JsonNode at(JsonNode node, List<String> path) {
    if (path.isEmpty()) {
      return node;
    }
    for (int taken = 1; taken <= path.size(); taken++) {
      JsonNode next = child(node, String.join(".", path.subList(0, taken)));
      if (!next.isMissingNode()) {
        return at(next, path.subList(taken, path.size()));
      }
    }
    return NODES.missingNode();
  }

  private static JsonNode child(JsonNode node, String name) {
    if (node.isArray()) {
      for (JsonNode element : node) {
        if (element.path("name").asString("").equals(name)) {
          return element;
        }
      }
    }
    return node.path(name);
  }

  private static JsonNode constant(String name, JsonNode value) {
    long bits = value.isString() ? bits(value.asString()) : value.asLong();
    return COUNTS.matcher(name).matches() ? NODES.numberNode(bits) : NODES.stringNode(Hex.of(bits));
  }

  private static long bits(String hex) {
    return Long.parseUnsignedLong(hex.substring(2), 16);
  }

  /** A value as a number, for a scale; NaN where it is none. */
  static double number(JsonNode value) {
    if (value.isNumber()) {
      return value.asDouble();
    }
    String text = value.asString("");
    return text.matches("0x[0-9a-f]{1,16}")
        ? UnsignedLong.fromLongBits(bits(text)).doubleValue()
        : Double.NaN;
  }

  /** A value in words: nothing for null. */
  static String text(JsonNode value) {
    return value.isNull() || value.isMissingNode() ? "" : value.asString();
  }

  /** The values of a row's columns. */
  List<JsonNode> values(String row) {
    JsonNode node = MAPPER.readTree(row);
    List<JsonNode> values = new ArrayList<>();
    for (String name : names) {
      values.add(node.path(name));
    }
    return values;
  }
}
