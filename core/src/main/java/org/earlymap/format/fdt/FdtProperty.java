// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;

/** A property of a node: a name and bytes, whose meaning the name gives. */
public final class FdtProperty {
  private static final int CELL = 4;

  private final String name;
  private final Bytes value;

  FdtProperty(String name, Bytes value) {
    this.name = name;
    this.value = value;
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** How many bytes the value has. */
  public int length() {
    return (int) value.size();
  }

  /** A copy of the value. */
  public byte[] bytes() {
    return value.copy(0, length());
  }

  /** A copy of the value up to its first NUL, as C code reads it. */
  public byte[] stringBytes() {
    int end = 0;
    while (end < length() && value.u8(end) != 0) {
      end++;
    }
    return value.copy(0, end);
  }

  /** The value up to its first NUL, as UTF-8. */
  public String text() {
    return new String(stringBytes(), StandardCharsets.UTF_8);
  }

  /** The value as one big-endian number, if it has 4 or 8 bytes. */
  public OptionalLong number() {
    return switch (length()) {
      case 4 -> OptionalLong.of(value.u32(0));
      case 8 -> OptionalLong.of(value.u64(0));
      default -> OptionalLong.empty();
    };
  }

  /**
   * The number of {@code cells} 32-bit cells whose first is {@code cell}.
   *
   * @param cells 1 or 2
   */
  public long cells(int cell, int cells) {
    long offset = (long) cell * CELL;
    return cells == 1 ? value.u32(offset) : value.u64(offset);
  }

  /** A fault in this property's value. */
  public FormatException fault(String problem) {
    return value.fault(0, "property " + name + ": " + problem);
  }
}
