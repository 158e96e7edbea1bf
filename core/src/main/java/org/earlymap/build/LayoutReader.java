// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import com.google.common.primitives.UnsignedLongs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.earlymap.arch.Rights;
import org.earlymap.compare.NamedLayout;
import org.earlymap.format.JsonFault;
import org.earlymap.format.WholeFile;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.RegionKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a layout back. Of {@code regions} and {@code constants} one may be missing: a document of
 * constants alone can be compared too.
 */
public final class LayoutReader {
  /** The size in bytes that no layout comes near. */
  private static final int GREATEST_SIZE = 64 << 20;

  private static final int GREATEST_DEPTH = 8;

  private final String file;

  private LayoutReader(String file) {
    this.file = file;
  }

  /**
   * Reads the layout in {@code path}.
   *
   * @throws LayoutFileException where it is none
   */
  public static NamedLayout read(Path path) throws IOException {
    return parse(path.toString(), WholeFile.bytes(path, GREATEST_SIZE, "a layout"));
  }

  /**
   * Reads a layout's bytes.
   *
   * @param file the name for messages
   */
  public static NamedLayout parse(String file, byte[] text) {
    try {
      return new LayoutReader(file).layout(JsonMapper.shared().readTree(text));
    } catch (JacksonException exception) {
      throw new LayoutFileException(file + ": not a layout: " + JsonFault.of(exception), exception);
    }
  }

  private NamedLayout layout(JsonNode root) {
    JsonNode regions = root.path("regions");
    JsonNode constants = root.path("constants");
    if (!regions.isArray() && !constants.isObject()) {
      throw new LayoutFileException(
          file + ": not a layout: it has neither 'regions' nor 'constants'");
    }
    require(regions.isArray() || regions.isMissingNode(), "regions", regions, "an array");
    require(constants.isObject() || constants.isMissingNode(), "constants", constants, "an object");
    List<AddressRegion> read = read(regions);
    Map<String, Long> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> constant : constants.properties()) {
      values.put(constant.getKey(), number(constant.getValue(), constant.getKey()));
    }
    JsonNode title = root.path("title");
    return new NamedLayout(title.isString() ? title.asString() : file, read, values);
  }

  /**
   * The regions in an array of a document that is called {@code file}.
   *
   * @throws LayoutFileException where one of them is none
   */
  static List<AddressRegion> regions(String file, JsonNode regions) {
    return new LayoutReader(file).read(regions);
  }

  private List<AddressRegion> read(JsonNode regions) {
    List<AddressRegion> read = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      read.add(region(regions.get(i), "regions[" + i + "]"));
    }
    return read;
  }

  private void require(boolean holds, String where, JsonNode found, String expected) {
    if (!holds) {
      throw fault(where + " is " + shown(found) + ", expected " + expected);
    }
  }

  private AddressRegion region(JsonNode node, String where) {
    String name = text(node, "name", where);
    String kind = text(node, "kind", where);
    JsonNode depth = node.path("depth");
    if (!depth.isInt() || depth.asInt() < 0 || depth.asInt() > GREATEST_DEPTH) {
      throw fault(where + ".depth is " + shown(depth) + ", expected 0 to " + GREATEST_DEPTH);
    }
    try {
      return new AddressRegion(
          name,
          RegionKind.titled(kind)
              .orElseThrow(() -> fault(where + ".kind '" + kind + "' is not known")),
          depth.asInt(),
          number(node.path("start"), where + ".start"),
          number(node.path("end"), where + ".end"),
          text(node, "note", where),
          node.has("rights") ? rights(text(node, "rights", where), where) : OptionalInt.empty());
    } catch (IllegalArgumentException exception) {
      throw new LayoutFileException(file + ": " + where + ": " + exception.getMessage(), exception);
    }
  }

  private OptionalInt rights(String letters, String where) {
    OptionalInt rights = Rights.ofPrivileged(letters);
    if (rights.isEmpty()) {
      throw fault(where + ".rights is '" + letters + "', expected such as r-x");
    }
    return rights;
  }

  private String text(JsonNode node, String property, String where) {
    JsonNode value = node.path(property);
    if (!value.isString()) {
      throw fault(where + "." + property + " is " + shown(value) + ", expected a string");
    }
    return value.asString();
  }

  private long number(JsonNode value, String where) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.asLong();
    }
    if (value.isString() && value.asString().startsWith("0x")) {
      try {
        return UnsignedLongs.parseUnsignedLong(value.asString().substring(2), 16);
      } catch (NumberFormatException exception) {
        throw new LayoutFileException(
            file + ": " + where + " is " + shown(value) + ", expected at most 64 bits", exception);
      }
    }
    throw fault(where + " is " + shown(value) + ", expected a number or a string 0x...");
  }

  private LayoutFileException fault(String problem) {
    return new LayoutFileException(file + ": " + problem);
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : node.toString();
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
