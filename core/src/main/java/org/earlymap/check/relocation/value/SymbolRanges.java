// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import org.earlymap.check.CheckedKernel;
import org.earlymap.format.NameFilter;

/** What the symbols with some prefixes cover. */
final class SymbolRanges {
  private static final int STEM = 4;

  /** Starts and ends in turn, each with its top bit flipped: ascending as signed numbers. */
  private final ImmutableLongArray bounds;

  private final int symbols;

  private SymbolRanges(ImmutableLongArray bounds, int symbols) {
    this.bounds = bounds;
    this.symbols = symbols;
  }

  /** The symbols of {@code kernel} with a size, and a prefix of four characters or more. */
  static SymbolRanges of(CheckedKernel kernel, String... prefixes) {
    ImmutableLongArray.Builder starts = ImmutableLongArray.builder();
    ImmutableLongArray.Builder ends = ImmutableLongArray.builder();
    for (String prefix : prefixes) {
      kernel
          .symbolTable()
          .visit(
              new NameFilter(List.of(), prefix.substring(0, STEM)),
              (name, va, size) -> {
                if (size > 0 && name.startsWith(prefix)) {
                  starts.add(va ^ Long.MIN_VALUE);
                  ends.add(va + size ^ Long.MIN_VALUE);
                }
              });
    }
    return merge(starts.build().toArray(), ends.build().toArray());
  }

  /** How many symbols there are. */
  int symbols() {
    return symbols;
  }

  /** Whether one of them covers a byte of the word at {@code place}. */
  boolean touches(long place) {
    return contains(place) || contains(place + 7);
  }

  private static SymbolRanges merge(long[] starts, long[] ends) {
    Arrays.sort(starts);
    Arrays.sort(ends);
    ImmutableLongArray.Builder bounds = ImmutableLongArray.builder();
    int begun = 0;
    for (int ended = 0; ended < ends.length; ) {
      if (begun < starts.length && starts[begun] <= ends[ended]) {
        if (begun == ended) {
          bounds.add(starts[begun]);
        }
        begun++;
      } else {
        ended++;
        if (begun == ended) {
          bounds.add(ends[ended - 1]);
        }
      }
    }
    return new SymbolRanges(bounds.build(), starts.length);
  }

  private boolean contains(long va) {
    long key = va ^ Long.MIN_VALUE;
    int low = 0;
    int high = bounds.length();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds.get(middle) <= key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (low & 1) != 0;
  }
}
