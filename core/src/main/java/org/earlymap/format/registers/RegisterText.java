// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.registers;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.Hex;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.JsonFault;
import org.earlymap.format.UnsignedNumber;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Registers in the text of whatever printed them, told apart by what is in it: JSON; {@code
 * NAME=VALUE}; gdb's and QEMU's {@code info registers}; what OpenOCD and other JTAG tools print,
 * such as {@code ttbr1_el1 (/64): 0x41200000}. Values are hexadecimal, with or without {@code 0x};
 * JSON's numbers are what JSON says. Only the registers of translation are taken. Of several CPUs
 * the first counts.
 */
public final class RegisterText {
  /** No such text is longer, in bytes. */
  public static final int MOST_BYTES = 16 << 20;

  /** A name, what JTAG tools put behind it, what separates, and the value. */
  private static final Pattern PAIR =
      Pattern.compile(
          "(?<![A-Za-z0-9_])([A-Za-z][A-Za-z0-9_]{1,15})(?:[ \\t]*\\(/?[0-9]+\\))?"
              + "(?:[ \\t]*[:=|,][ \\t]*(?:0[xX])?|[ \\t]+0[xX]|[ \\t]+(?=[0-9A-Fa-f]{8}))"
              + "([0-9A-Fa-f][0-9A-Fa-f_']{0,32})"
              + "(?![A-Za-z0-9_])");

  private static final Pattern CPU = Pattern.compile("^[ \\t]*CPU#([0-9]+)", Pattern.MULTILINE);
  private static final int MOST_NESTED = 32;

  private final String name;
  private final Map<String, Long> values = new LinkedHashMap<>();

  private RegisterText(String name) {
    this.name = name;
  }

  /**
   * Reads the registers.
   *
   * @throws FormatException where there is none of translation, or one has two values
   */
  public static RegisterValues read(Bytes file) {
    if (file.size() > MOST_BYTES) {
      throw file.fault(MOST_BYTES, "found more than 16 MiB, expected the text of registers");
    }
    RegisterText reader = new RegisterText(file.name());
    byte[] bytes = file.copy(0, (int) file.size());
    // Whatever else is in the text does not matter here, not even its encoding.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String start = text.stripLeading();
    boolean json = start.startsWith("{") || start.startsWith("[");
    if (json) {
      reader.json(bytes);
    } else {
      reader.lines(firstCpu(text));
    }
    if (reader.values.isEmpty()) {
      throw file.fault(0, nothingIn(text));
    }
    return new RegisterValues(reader.values);
  }

  private static String nothingIn(String text) {
    return text.contains("PSTATE=")
        ? "this is what QEMU's monitor prints, which has no TCR_EL1 and no TTBR1_EL1: its gdb stub"
            + " has them (info registers TCR_EL1 TTBR1_EL1)"
        : "found no register of translation, expected lines such as TCR_EL1=0x00400035b5503510";
  }

  /** Up to where a second CPU starts. */
  private static String firstCpu(String text) {
    Matcher cpu = CPU.matcher(text);
    if (!cpu.find()) {
      return text;
    }
    int first = cpu.end();
    return cpu.find(first) ? text.substring(0, cpu.start()) : text;
  }

  private void lines(String text) {
    Matcher pair = PAIR.matcher(text);
    int at = 0;
    while (at < text.length() && pair.find(at)) {
      Optional<String> register = RegisterNames.of(pair.group(1));
      if (register.isPresent()) {
        put(register.get(), pair.group(2), pair.start());
        at = pair.end();
      } else {
        at = pair.end(1);
      }
    }
  }

  private void put(String register, String digits, long at) {
    String plain = digits.replace("_", "").replace("'", "");
    Optional<Long> value = parsed("0x" + plain);
    if (value.isEmpty()) {
      throw new FormatException(
          name, at, "the value of " + register + " is " + digits + ", which has more than 64 bits");
    }
    put(register, value.get(), at);
  }

  private void put(String register, long value, long at) {
    Long before = values.putIfAbsent(register, value);
    if (before != null && before != value) {
      throw new FormatException(
          name,
          at,
          register
              + " is "
              + Hex.of(before)
              + " and "
              + Hex.of(value)
              + ": expected the registers of one CPU");
    }
  }

  private void json(byte[] bytes) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
            .build();
    try {
      json(JsonMapper.builder(factory).build().readTree(bytes));
    } catch (JacksonException e) {
      throw JsonFault.in(name, e);
    }
  }

  /** Registers as an object's fields, at any depth, or as objects with a name and a value. */
  private void json(JsonNode node) {
    Optional<String> named =
        node.path("name").isString()
            ? RegisterNames.of(node.path("name").asString())
            : Optional.empty();
    if (named.isPresent() && node.has("value")) {
      value(named.get(), node.path("value"));
      return;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Optional<String> register = RegisterNames.of(field.getKey());
      if (register.isPresent() && field.getValue().isValueNode()) {
        value(register.get(), field.getValue());
      } else {
        json(field.getValue());
      }
    }
    if (node.isArray()) {
      node.forEach(this::json);
    }
  }

  private void value(String register, JsonNode node) {
    if (node.isNull()) {
      return;
    }
    String text = node.asString();
    boolean marked = node.isIntegralNumber() || text.startsWith("0x") || text.startsWith("0X");
    Optional<Long> value = parsed(marked ? text : "0x" + text);
    if (value.isEmpty() && node.isIntegralNumber() && node.canConvertToLong()) {
      value = Optional.of(node.asLong());
    }
    if (value.isEmpty()) {
      throw new FormatException(
          name, 0, "the value of " + register + " is " + text + ", expected 64 bits such as 0x10");
    }
    put(register, value.get(), 0);
  }

  private static Optional<Long> parsed(String text) {
    OptionalLong value = UnsignedNumber.parse(text);
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }
}
