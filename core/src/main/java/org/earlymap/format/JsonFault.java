// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** What is wrong with a text that should be JSON, in words that name nothing of the parser. */
public final class JsonFault {
  private JsonFault() {}

  /** What was found, behind the line and the column where those are known. */
  public static String of(JacksonException fault) {
    TokenStreamLocation at = fault.getLocation();
    boolean known = at != null && at.getLineNr() > 0;
    return (known ? "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " : "")
        + problem(fault);
  }

  /** The fault of a file whose bytes were parsed, at its offset. */
  public static FormatException in(String file, JacksonException fault) {
    TokenStreamLocation at = fault.getLocation();
    long offset = at == null ? 0 : Math.max(0, at.getByteOffset());
    return new FormatException(file, offset, "this is not JSON: " + of(fault));
  }

  /** The parser's own messages are plain but for where they tell of its types and settings. */
  private static String problem(JacksonException fault) {
    if (fault instanceof UnexpectedEndOfInputException) {
      return "it ends in the middle of a value";
    }
    String message = fault.getOriginalMessage();
    if (message.startsWith("Trailing token")) {
      return "something follows the value";
    }
    return message.replaceAll(", from `[^`]*`", "").replaceAll(" *[(\\[]?[^ ]*`.*", "");
  }

  /** A token in words, as what was found. */
  public static String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case PROPERTY_NAME -> "a property";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      default -> "the end";
    };
  }
}
