// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.earlymap.InputException;
import org.earlymap.arch.Granule;
import org.earlymap.cli.options.OverrideOptions;
import org.earlymap.cpu.FeatureOverrides;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.format.UnsignedNumber;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON array of command lines, given back with the overrides of each. */
final class CpuBatch {
  private static final long MOST_BYTES = 64L << 20;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String file;
  private final int index;
  private final JsonNode element;

  private CpuBatch(String file, int index, JsonNode element) {
    this.file = file;
    this.index = index;
    this.element = element;
  }

  static void print(Path path, OverrideOptions options, PrintWriter out) throws IOException {
    String file = path.toString();
    long size = Files.size(path);
    if (size > MOST_BYTES) {
      throw new InputException(file + ": " + size + " bytes, expected at most " + MOST_BYTES);
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new InputException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.isArray()) {
      throw new InputException(file + ": expected a JSON array of command lines");
    }
    ArrayNode answer = MAPPER.createArrayNode();
    for (int i = 0; i < root.size(); i++) {
      answer.add(new CpuBatch(file, i, root.get(i)).answered(options));
    }
    out.println(MAPPER.writeValueAsString(answer));
  }

  private ObjectNode answered(OverrideOptions options) {
    if (!(element instanceof ObjectNode line)) {
      throw wrong("", "an object");
    }
    String kernel = text("kernel");
    Granule granule =
        switch (kernel) {
          case "4k-lpa2", "no-lpa2" -> Granule.SIZE_4K;
          case "16k-lpa2" -> Granule.SIZE_16K;
          default -> throw wrong("kernel", "4k-lpa2, 16k-lpa2 or no-lpa2");
        };
    FeatureOverrides overrides =
        FeatureOverrides.parse(
            text("cmdline"),
            registers(),
            options.context(granule, !kernel.equals("no-lpa2"), bootEl(), flag("e2h_stuck")));
    ObjectNode answer = line.deepCopy();
    answer.set("overrides", CpuJson.overrides(overrides));
    return answer;
  }

  /** Every ID register that the element names. */
  private IdRegisters registers() {
    Map<IdRegister, Long> values = new EnumMap<>(IdRegister.class);
    for (IdRegister register : IdRegister.values()) {
      JsonNode value = element.path(register.name());
      if (!value.isMissingNode()) {
        OptionalLong number =
            value.isString() ? UnsignedNumber.parse(value.stringValue()) : OptionalLong.empty();
        if (number.isEmpty()) {
          throw wrong(register.name(), "a string of 0x and up to 16 hexadecimal digits");
        }
        values.put(register, number.getAsLong());
      }
    }
    return IdRegisters.of(values);
  }

  private int bootEl() {
    JsonNode value = element.path("boot_el");
    int level = value.isIntegralNumber() && value.canConvertToInt() ? value.intValue() : 0;
    if (level != 1 && level != 2) {
      throw wrong("boot_el", "1 or 2");
    }
    return level;
  }

  private boolean flag(String name) {
    JsonNode value = element.path(name);
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  private String text(String name) {
    JsonNode value = element.path(name);
    if (!value.isString()) {
      throw wrong(name, "a string");
    }
    return value.stringValue();
  }

  private InputException wrong(String name, String expected) {
    JsonNode found = name.isEmpty() ? element : element.path(name);
    return new InputException(
        file
            + ": element "
            + index
            + ": "
            + (name.isEmpty() ? "" : "\"" + name + "\": ")
            + "found "
            + (found.isMissingNode() ? "nothing" : found.toString())
            + ", expected "
            + expected);
  }
}
