// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.Range;

/**
 * How many 32-bit cells an address and a size have below a node.
 *
 * @param address 1 or 2
 * @param size 1 or 2
 */
record FdtCells(int address, int size) {
  /** The cells of the root, 1 and 1 where it does not say ({@code early_init_dt_scan_root}). */
  static FdtCells ofRoot(FdtNode root) {
    return new FdtCells(cells(root, "#address-cells"), cells(root, "#size-cells"));
  }

  /** The cells of a bus's children; empty where they have others than one or two. */
  static Optional<FdtCells> below(FdtNode bus) {
    int address = cellCount(bus, "#address-cells");
    int size = cellCount(bus, "#size-cells");
    boolean known = address >= 1 && address <= 2 && size >= 1 && size <= 2;
    return known ? Optional.of(new FdtCells(address, size)) : Optional.empty();
  }

  private static int cellCount(FdtNode node, String name) {
    Optional<FdtProperty> property = node.property(name);
    if (property.isEmpty()) {
      return 1;
    }
    long value = property.get().length() == 4 ? property.get().cells(0, 1) : 0;
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  /** Whether {@code node} says the same of its children, which the kernel demands. */
  boolean areThoseOf(FdtNode node) {
    return says(node, "#address-cells", address) && says(node, "#size-cells", size);
  }

  /** How many bytes an address and a size have together. */
  int bytes() {
    return 4 * (address + size);
  }

  /** The ranges of a {@code reg} property, empty ones and an incomplete last one left out. */
  List<Range> ranges(FdtProperty reg) {
    List<Range> ranges = new ArrayList<>();
    int count = reg.length() / bytes();
    for (int i = 0; i < count; i++) {
      int cell = i * (address + size);
      long start = reg.cells(cell, address);
      long length = reg.cells(cell + address, size);
      if (length == 0) {
        continue;
      }
      if (Long.compareUnsigned(start + length - 1, start) < 0) {
        throw reg.fault(
            "found 0x"
                + Long.toHexString(length)
                + " bytes at 0x"
                + Long.toHexString(start)
                + ", which wrap around the address space");
      }
      ranges.add(new Range(start, start + length));
    }
    return ranges;
  }

  private static int cells(FdtNode root, String name) {
    Optional<FdtProperty> property = root.property(name);
    if (property.isEmpty()) {
      return 1;
    }
    FdtProperty found = property.get();
    if (found.length() != 4 || found.cells(0, 1) < 1 || found.cells(0, 1) > 2) {
      throw found.fault(
          "found "
              + (found.length() == 4 ? found.cells(0, 1) : found.length() + " bytes")
              + ", expected 1 or 2 in a cell of 4 bytes");
    }
    return (int) found.cells(0, 1);
  }

  private static boolean says(FdtNode node, String name, int value) {
    Optional<FdtProperty> property = node.property(name);
    return property.isPresent()
        && property.get().length() == 4
        && property.get().cells(0, 1) == value;
  }
}
