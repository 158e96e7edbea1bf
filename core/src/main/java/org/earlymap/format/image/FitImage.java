// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.earlymap.format.Bytes;

/**
 * A FIT image: a device tree blob whose nodes beneath {@code /images} are files, inside it or
 * behind it (U-Boot's {@code doc/usage/fit/source_file_format.rst}). Of its tree only what leads to
 * the kernel is kept.
 */
final class FitImage {
  private static final int MAGIC = 0xd00d_feed;
  private static final int HEADER = 40;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int NOP = 4;
  private static final int END = 9;
  private static final int LONGEST_NAME = 256;
  private static final int MOST_DEPTH = 32;
  private static final int MOST_PROPERTIES = 1 << 16;

  /** Where a property's value is. */
  private record Value(long offset, long length) {}

  private final Bytes file;
  private final long strings;
  private final Map<String, Value> values = new HashMap<>();

  private FitImage(Bytes file) {
    this.file = file.order(ByteOrder.BIG_ENDIAN);
    this.strings = this.file.u32(12);
    read(this.file.u32(8));
  }

  static boolean is(Bytes file) {
    return file.holds(0, HEADER) && (int) file.order(ByteOrder.BIG_ENDIAN).u32(0) == MAGIC;
  }

  /** The kernel of the default configuration. */
  static Bytes kernel(Bytes file) {
    return new FitImage(file).kernel();
  }

  private void read(long start) {
    long at = start;
    String[] path = new String[MOST_DEPTH + 1];
    path[0] = "";
    int depth = 0;
    while (true) {
      int token = (int) file.u32(at);
      at += 4;
      switch (token) {
        case BEGIN_NODE -> {
          String name = file.text(at, LONGEST_NAME, "a node's name");
          at = at + name.length() + 4 & -4;
          if (depth == MOST_DEPTH) {
            throw file.fault(at, "found nodes in nodes, more than " + MOST_DEPTH + " deep");
          }
          path[depth + 1] = depth == 0 ? "" : path[depth] + "/" + name;
          depth++;
        }
        case END_NODE -> {
          if (--depth < 0) {
            throw file.fault(at - 4, "found the end of a node that has no start");
          }
        }
        case PROPERTY -> {
          long length = file.u32(at);
          String name = file.text(strings + file.u32(at + 4), LONGEST_NAME, "a property's name");
          if (!file.holds(at + 8, length) || values.size() == MOST_PROPERTIES) {
            throw file.fault(at, "property '" + name + "' has " + length + " bytes, too many");
          }
          values.put(path[depth] + ":" + name, new Value(at + 8, length));
          at = at + 8 + length + 3 & -4;
        }
        case NOP -> {}
        case END -> {
          return;
        }
        default -> throw file.fault(at - 4, "found token " + token + " in the FIT's tree");
      }
    }
  }

  private Bytes kernel() {
    String configuration = "/configurations/" + text("/configurations:default");
    String image = "/images/" + text(configuration + ":kernel");
    Value inside = values.get(image + ":data");
    if (inside != null) {
      return file.slice(inside.offset, inside.length, "the FIT's kernel");
    }
    long size = number(image + ":data-size");
    Value position = values.get(image + ":data-position");
    long offset =
        position != null
            ? number(image + ":data-position")
            : (file.u32(4) + 3 & -4) + number(image + ":data-offset");
    return file.slice(offset, size, "the FIT's kernel");
  }

  private String text(String key) {
    Value value = values.get(key);
    if (value == null) {
      throw file.fault(
          0, "this device tree blob is no FIT image that boots a kernel: it has no " + key);
    }
    return file.text(value.offset, LONGEST_NAME, key);
  }

  private long number(String key) {
    Value value = values.get(key);
    if (value == null || value.length != 4) {
      throw file.fault(0, "the FIT image's " + key + " is missing, or not one number");
    }
    return file.u32(value.offset);
  }
}
