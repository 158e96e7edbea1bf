// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation;

import java.util.Arrays;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.format.NameFilter;
import org.earlymap.kernel.parts.KernelSection;

/** The symbols nearest before some addresses, as the kernel names addresses in a trace. */
final class NearestSymbols {
  private final CheckedKernel kernel;
  private final Range image;

  /** The addresses, each with its top bit flipped: ascending as signed numbers. */
  private final long[] keys;

  private final long[] starts;
  private final long[] sizes;
  private final String[] names;

  private NearestSymbols(CheckedKernel kernel, long[] keys) {
    this.kernel = kernel;
    this.image = kernel.range("_text", "_end");
    this.keys = keys;
    this.starts = new long[keys.length];
    this.sizes = new long[keys.length];
    this.names = new String[keys.length];
    Arrays.fill(names, "");
  }

  /** Names {@code vas} in one pass over the symbols. */
  static NearestSymbols of(CheckedKernel kernel, long[] vas) {
    long[] keys = new long[vas.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = flip(vas[i]);
    }
    Arrays.sort(keys);
    NearestSymbols nearest = new NearestSymbols(kernel, keys);
    if (!kernel.symbolTable().visit(NameFilter.all(), nearest::offer)) {
      kernel.symbols().addresses().forEach((name, va) -> nearest.offer(name, va, 0));
    }
    nearest.handDown();
    return nearest;
  }

  /** The symbol nearest before {@code va} in its section, or that section, or the address. */
  String symbol(long va) {
    int i = firstAtOrAbove(va);
    Optional<KernelSection> section = section(va);
    long least = section.map(KernelSection::address).orElse(image.start());
    boolean known = section.isPresent() || image.contains(va);
    if (known && !names[i].isEmpty() && Long.compareUnsigned(starts[i], least) >= 0) {
      return names[i];
    }
    return section.map(KernelSection::name).orElse(Figures.hex(va));
  }

  /** The same with the distance from it. */
  String place(long va) {
    String symbol = symbol(va);
    int i = firstAtOrAbove(va);
    long distance = va - starts[i];
    return symbol.equals(names[i])
        ? symbol + (distance == 0 ? "" : "+0x" + Long.toHexString(distance))
        : symbol;
  }

  private void offer(String name, long va, long size) {
    if (name.isEmpty() || isMapping(name)) {
      return;
    }
    int i = firstAtOrAbove(va);
    if (i < keys.length && isBetter(i, name, va, size)) {
      names[i] = name;
      starts[i] = va;
      sizes[i] = size;
    }
  }

  private boolean isBetter(int i, String name, long va, long size) {
    if (names[i].isEmpty() || va != starts[i]) {
      return names[i].isEmpty() || Long.compareUnsigned(va, starts[i]) > 0;
    }
    if (size != sizes[i]) {
      return Long.compareUnsigned(size, sizes[i]) > 0;
    }
    int difference = rank(name) - rank(names[i]);
    return difference == 0 ? name.compareTo(names[i]) < 0 : difference < 0;
  }

  /**
   * Of names for one address, that of an object tells more than a mark, and a start than an end.
   */
  private static int rank(String name) {
    return name.charAt(0) != '_' ? 0 : name.endsWith("_end") ? 2 : 1;
  }

  /** A symbol before one address is before the next, too. */
  private void handDown() {
    for (int i = 1; i < keys.length; i++) {
      if (names[i].isEmpty()) {
        names[i] = names[i - 1];
        starts[i] = starts[i - 1];
        sizes[i] = sizes[i - 1];
      }
    }
  }

  /** {@code $x} and {@code $d} tell code from data and name nothing. */
  private static boolean isMapping(String name) {
    int at = name.indexOf('$');
    boolean marked = at >= 0 && at + 1 < name.length() && "xd".indexOf(name.charAt(at + 1)) >= 0;
    return marked && (at + 2 == name.length() || name.charAt(at + 2) == '.');
  }

  private Optional<KernelSection> section(long va) {
    return kernel.sections().stream()
        .filter(section -> Long.compareUnsigned(va - section.address(), section.size()) < 0)
        .findFirst();
  }

  private int firstAtOrAbove(long va) {
    long key = flip(va);
    int low = 0;
    int high = keys.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keys[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long flip(long va) {
    return va ^ Long.MIN_VALUE;
  }
}
