// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import org.earlymap.Range;
import org.earlymap.format.JsonFault;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of a manifest and believes none: what is wrong is said with the field's name.
 */
final class JsonFields {
  /** No address of the architecture has more bits. */
  private static final int PHYSICAL_BITS = 52;

  private final String file;

  /** Fields of {@code file}, whose name is for messages. */
  JsonFields(String file) {
    this.file = file;
  }

  /** What is thrown where the field {@code name} is not as it should be. */
  ManifestException wrong(String name, Object found, String expected) {
    return new ManifestException(file + ": '" + name + "' is " + found + ", expected " + expected);
  }

  JsonNode child(JsonNode json, String name) {
    JsonNode child = json.path(name);
    if (child.isMissingNode()) {
      throw new ManifestException(file + ": not a manifest: '" + name + "' is missing");
    }
    return child;
  }

  /** An array. */
  JsonNode array(JsonNode json, String name) {
    JsonNode child = child(json, name);
    if (!child.isArray()) {
      throw wrong(name, JsonFault.found(child.asToken()), "an array");
    }
    return child;
  }

  /** An array with something in it. */
  JsonNode filledArray(JsonNode json, String name) {
    JsonNode child = array(json, name);
    if (child.isEmpty()) {
      throw wrong(name, "empty", "what the build has of them");
    }
    return child;
  }

  /** An object. */
  JsonNode object(JsonNode json, String name) {
    JsonNode child = child(json, name);
    if (!child.isObject()) {
      throw wrong(name, JsonFault.found(child.asToken()), "an object");
    }
    return child;
  }

  String text(JsonNode json, String name) {
    JsonNode child = child(json, name);
    if (!child.isString()) {
      throw new ManifestException(file + ": '" + name + "' is not a string");
    }
    return child.asString();
  }

  boolean flag(JsonNode json, String name) {
    JsonNode child = child(json, name);
    if (!child.isBoolean()) {
      throw wrong(name, child, "true or false");
    }
    return child.asBoolean();
  }

  /** A whole number in a range, both ends in it. */
  long number(JsonNode json, String name, long least, long greatest) {
    JsonNode child = child(json, name);
    boolean fits = child.isIntegralNumber() && child.canConvertToLong();
    if (!fits || child.asLong() < least || child.asLong() > greatest) {
      throw wrong(name, child, least + " to " + greatest);
    }
    return child.asLong();
  }

  /** Sixty-four bits, as {@code 0x…}. */
  long hex(JsonNode json, String name) {
    String text = text(json, name);
    try {
      if (text.startsWith("0x")) {
        return Long.parseUnsignedLong(text, 2, text.length(), 16);
      }
    } catch (NumberFormatException e) {
      throw new ManifestException(file + ": '" + name + "' is '" + text + "', not 0x…", e);
    }
    throw new ManifestException(file + ": '" + name + "' is '" + text + "', expected 0x…");
  }

  /** A physical address that is a multiple of {@code alignment}. */
  long address(JsonNode json, String name, long alignment) {
    long pa = hex(json, name);
    if (pa >>> PHYSICAL_BITS != 0 || pa % alignment != 0) {
      throw wrong(
          name,
          text(json, name),
          "a physical address of up to " + PHYSICAL_BITS + " bits, a multiple of " + alignment);
    }
    return pa;
  }

  /** A range of addresses with its {@code start} and {@code end}; an end of 0 is the top. */
  Range range(JsonNode json) {
    long start = hex(json, "start");
    long end = hex(json, "end");
    if (end != 0 && Long.compareUnsigned(start, end) >= 0) {
      throw wrong("end", text(json, "end"), "more than 'start', " + text(json, "start"));
    }
    return new Range(start, end);
  }
}
