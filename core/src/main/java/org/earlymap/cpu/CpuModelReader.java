// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.earlymap.format.FormatException;
import org.earlymap.format.JsonFault;
import org.earlymap.format.UnsignedNumber;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads a CPU's JSON, token by token. */
final class CpuModelReader {
  private final String file;
  private final JsonParser parser;
  private final Map<String, Long> others = new TreeMap<>();

  private CpuModelReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static CpuModel read(String file, byte[] bytes) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
      return new CpuModelReader(file, parser).model();
    } catch (JacksonException e) {
      throw JsonFault.in(file, e);
    }
  }

  /**
   * The ID register of a name.
   *
   * @throws UnknownCpuException where there is none
   */
  static IdRegister register(String name) {
    Optional<IdRegister> register = IdRegister.named(name);
    if (register.isPresent()) {
      return register.get();
    }
    List<String> names = new ArrayList<>();
    for (IdRegister known : IdRegister.values()) {
      names.add(known.name());
    }
    String wanted = name.toUpperCase(Locale.ROOT);
    Optional<String> nearest =
        NearestName.of(wanted.endsWith("_EL1") ? wanted : wanted + "_EL1", names);
    throw new UnknownCpuException(
        "no ID register is called '"
            + name
            + "'"
            + (nearest.isPresent() ? "; did you mean " + nearest.get() + "?" : ".")
            + " There are "
            + String.join(", ", names));
  }

  /**
   * The value of a register.
   *
   * @throws UnknownCpuException where {@code text} is none
   */
  static long value(String register, String text) {
    OptionalLong value = UnsignedNumber.parse(text);
    if (value.isEmpty()) {
      throw new UnknownCpuException(
          "the value of "
              + register
              + " is '"
              + text
              + "', expected a number of 64 bits such as 0x0000000000001124");
    }
    return value.getAsLong();
  }

  private CpuModel model() {
    String name = file;
    String description = "";
    String source = "";
    String uncertain = "";
    Optional<IdRegisters> registers = Optional.empty();
    expect(parser.nextToken(), JsonToken.START_OBJECT, "an object");
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String property = parser.currentName();
      parser.nextToken();
      switch (property) {
        case "name" -> name = text(property);
        case "description" -> description = text(property);
        case "source" -> source = text(property);
        case "uncertain" -> uncertain = text(property);
        case "registers" -> registers = Optional.of(registers());
        default ->
            throw fault(
                "found property '"
                    + property
                    + "', expected name, description, source, uncertain or registers");
      }
    }
    if (parser.nextToken() != null) {
      throw fault("found something behind the CPU's object");
    }
    if (registers.isEmpty()) {
      throw fault("found no registers, expected \"registers\": {\"ID_AA64MMFR0_EL1\": \"0x…\"}");
    }
    return new CpuModel(name, description, source, uncertain, registers.get(), others);
  }

  private IdRegisters registers() {
    expect(parser.currentToken(), JsonToken.START_OBJECT, "an object of registers");
    Map<IdRegister, Long> values = new EnumMap<>(IdRegister.class);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      Optional<IdRegister> known = IdRegister.named(name);
      String registered =
          known.isEmpty() && UnreadRegister.is(name)
              ? name.toUpperCase(Locale.ROOT)
              : register(name).name();
      JsonToken token = parser.nextToken();
      if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
        throw fault("the value of " + registered + " is neither a string nor a whole number");
      }
      long value = value(registered, parser.getString());
      boolean twice =
          known.isPresent()
              ? values.put(known.get(), value) != null
              : others.put(registered, value) != null;
      if (twice) {
        throw fault(registered + " has a value twice");
      }
    }
    return IdRegisters.of(values);
  }

  private String text(String property) {
    expect(parser.currentToken(), JsonToken.VALUE_STRING, "a string as the " + property);
    return parser.getString();
  }

  private void expect(JsonToken found, JsonToken expected, String what) {
    if (found != expected) {
      throw fault("found " + describe(found) + ", expected " + what);
    }
  }

  private static String describe(JsonToken token) {
    return token == null ? "the end" : JsonFault.found(token);
  }

  private FormatException fault(String problem) {
    return new FormatException(
        file, Math.max(0, parser.currentTokenLocation().getByteOffset()), problem);
  }
}
