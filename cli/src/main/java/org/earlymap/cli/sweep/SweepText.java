// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The points of a sweep for people, one line each: what was combined, and where it leads. */
final class SweepText {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final List<String> COMBINED =
      List.of("pageSize", "vaBits", "kasan", "release", "kernel", "cpu", "structPageSize");
  private static final List<String> CONSTANTS = List.of("PAGE_OFFSET", "KIMAGE_VADDR");

  private SweepText() {}

  /** Lines of JSON as lines of text. */
  static String of(String lines) {
    return lines.lines().map(line -> line(MAPPER.readTree(line))).collect(Collectors.joining());
  }

  private static String line(JsonNode point) {
    List<String> words = new ArrayList<>();
    words.add(point.path("point").asString() + ":");
    for (String name : COMBINED) {
      if (point.has(name)) {
        words.add(point.path(name).asString());
      }
    }
    if (point.has("cmdline")) {
      words.add('"' + point.path("cmdline").asString() + '"');
    }
    if (point.has("invalid")) {
      words.add("invalid: " + point.path("invalid").asString());
    }
    for (String name : CONSTANTS) {
      JsonNode constant = point.path("layout").path("constants").path(name);
      if (!constant.isMissingNode()) {
        words.add(name + " " + constant.asString());
      }
    }
    if (point.has("tables")) {
      int pages = 0;
      for (JsonNode table : point.path("tables")) {
        pages += table.path("tablePagesUsed").asInt();
      }
      words.add(pages + " table pages used");
    }
    return String.join(" ", words) + "\n";
  }
}
