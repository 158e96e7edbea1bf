// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.earlymap.InputException;
import org.earlymap.arch.Granule;
import org.earlymap.tlb.FlushRange;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiInstruction;
import org.earlymap.tlb.TlbiOperation;
import org.earlymap.tlb.TlbiPlanner;
import org.earlymap.tlb.TlbiRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON array of ranges, given back with the operations of each. */
final class TlbiBatch {
  private static final long MOST_BYTES = 64L << 20;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String file;
  private final int index;
  private final JsonNode element;

  private TlbiBatch(String file, int index, JsonNode element) {
    this.file = file;
    this.index = index;
    this.element = element;
  }

  static void print(Path path, TlbiPlanner planner, PrintWriter out) throws IOException {
    String file = path.toString();
    long size = Files.size(path);
    if (size > MOST_BYTES) {
      throw new InputException(file + ": " + size + " bytes, expected at most " + MOST_BYTES);
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readString(path, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new InputException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.isArray()) {
      throw new InputException(file + ": expected a JSON array of ranges");
    }
    ArrayNode answer = MAPPER.createArrayNode();
    for (int i = 0; i < root.size(); i++) {
      answer.add(new TlbiBatch(file, i, root.get(i)).planned(planner));
    }
    out.println(MAPPER.writeValueAsString(answer));
  }

  private ObjectNode planned(TlbiPlanner planner) {
    if (!(element instanceof ObjectNode range)) {
      throw wrong("", "an object");
    }
    ArrayNode operations = MAPPER.createArrayNode();
    try {
      for (TlbiOperation operation : planner.split(request()).operations()) {
        operations
            .addArray()
            .add(operation.instruction().mnemonic())
            .add("0x" + Long.toHexString(operation.operand()));
      }
    } catch (InputException e) {
      throw new InputException(file + ": element " + index + ": " + e.getMessage(), e);
    }
    ObjectNode answer = range.deepCopy();
    answer.set("operations", operations);
    return answer;
  }

  private TlbiRequest request() {
    long pageShift = integer("page_shift");
    if (pageShift != 12 && pageShift != 14 && pageShift != 16) {
      throw wrong("page_shift", "12, 14 or 16");
    }
    Granule granule = Granule.ofBytes(1L << pageShift);
    FlushRange range =
        new FlushRange(granule, address("start"), integer("pages"), address("stride"));
    boolean lastLevel = flag("last_level");
    return new TlbiRequest(
        lastLevel ? TlbiInstruction.VALE1IS : TlbiInstruction.VAE1IS,
        range,
        (int) integer("asid"),
        level(),
        new TlbiCpu(flag("range"), flag("ttl"), flag("lpa2")));
  }

  private OptionalInt level() {
    JsonNode level = element.path("level");
    return level.isNull() ? OptionalInt.empty() : OptionalInt.of((int) integer("level"));
  }

  private long integer(String name) {
    JsonNode value = element.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(name, "a whole number");
    }
    return value.intValue();
  }

  private boolean flag(String name) {
    JsonNode value = element.path(name);
    if (!value.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return value.booleanValue();
  }

  private long address(String name) {
    JsonNode value = element.path(name);
    String text = value.isString() ? value.stringValue() : "";
    if (!text.matches("0x[0-9a-fA-F]{1,16}")) {
      throw wrong(name, "a string of 0x and up to 16 hexadecimal digits");
    }
    return Long.parseUnsignedLong(text.substring(2), 16);
  }

  private InputException wrong(String name, String expected) {
    JsonNode found = name.isEmpty() ? element : element.path(name);
    String what = name.isEmpty() ? "" : "\"" + name + "\": ";
    return new InputException(
        String.format(
            "%s: element %d: %sfound %s, expected %s",
            file, index, what, found.isMissingNode() ? "nothing" : found, expected));
  }
}
