// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.earlymap.InputException;
import org.earlymap.cli.output.ErrorReport;
import org.earlymap.format.JsonFault;
import org.earlymap.format.UnsignedNumber;
import org.earlymap.format.WholeFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One object of a {@code --batch} file, which is a JSON array of them. */
public final class BatchElement {
  private static final int MOST_BYTES = 64 << 20;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String file;
  private final int index;
  private final JsonNode element;

  private BatchElement(String file, int index, JsonNode element) {
    this.file = file;
    this.index = index;
    this.element = element;
  }

  /**
   * Prints the array with what {@code answering} makes of each of its elements.
   *
   * @param what what the elements are, such as {@code ranges}
   * @param schema of an object that has the array as its {@code answers}; without it the array
   *     alone is printed, as it came
   * @throws InputException where the file is no array of objects
   */
  public static void printAnswers(
      Path path,
      String what,
      Optional<String> schema,
      Function<BatchElement, ObjectNode> answering,
      PrintWriter out)
      throws IOException {
    String file = path.toString();
    String text = WholeFile.text(path, MOST_BYTES, "a JSON array of " + what);
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new InputException(file + ": not JSON: " + JsonFault.of(e), e);
    }
    if (!root.isArray()) {
      throw new InputException(file + ": expected a JSON array of " + what);
    }
    ArrayNode answers = MAPPER.createArrayNode();
    for (int i = 0; i < root.size(); i++) {
      answers.add(answering.apply(new BatchElement(file, i, root.get(i))));
    }
    JsonNode printed = answers;
    if (schema.isPresent()) {
      printed = MAPPER.createObjectNode().put("schema", schema.get()).set("answers", answers);
    }
    out.println(MAPPER.writeValueAsString(printed));
  }

  /** A copy, to which the answer is added. */
  public ObjectNode copy() {
    if (!(element instanceof ObjectNode object)) {
      throw wrong("", "an object");
    }
    return object.deepCopy();
  }

  public boolean has(String name) {
    return !element.path(name).isMissingNode();
  }

  public boolean isNull(String name) {
    return element.path(name).isNull();
  }

  public boolean flag(String name) {
    JsonNode value = element.path(name);
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  public String text(String name) {
    JsonNode value = element.path(name);
    if (!value.isString()) {
      throw wrong(name, "a string");
    }
    return value.stringValue();
  }

  public int integer(String name, String expected) {
    JsonNode value = element.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(name, expected);
    }
    return value.intValue();
  }

  /** An unsigned 64-bit number in a string, {@code 0x} and hexadecimal digits. */
  public long number(String name) {
    JsonNode value = element.path(name);
    String text = value.isString() ? value.stringValue() : "";
    OptionalLong number = text.startsWith("0x") ? UnsignedNumber.parse(text) : OptionalLong.empty();
    return number.orElseThrow(() -> wrong(name, "a string of 0x and up to 16 hexadecimal digits"));
  }

  /** What is wrong with the member {@code name}, or with the element where that is empty. */
  public InputException wrong(String name, String expected) {
    JsonNode found = name.isEmpty() ? element : element.path(name);
    String what = name.isEmpty() ? "" : "\"" + name + "\": ";
    return new InputException(
        String.format(
            Locale.ROOT,
            "%s: element %d: %sfound %s, expected %s",
            file,
            index,
            what,
            found.isMissingNode() ? "nothing" : found,
            expected));
  }

  /** Something wrong that a library class found. */
  public InputException wrong(InputException cause) {
    return new InputException(
        file + ": element " + index + ": " + ErrorReport.message(cause), cause);
  }
}
