// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.layout;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;

/** The static tables of the fixmap as they were linked. */
final class BootTimeTables {
  private BootTimeTables() {}

  /** How many pages {@code symbol} has; empty where no symbol table says so. */
  static OptionalInt pages(CheckedKernel kernel, String symbol) {
    OptionalLong size = kernel.symbols().size(symbol);
    return size.isPresent()
        ? OptionalInt.of((int) Math.min(size.getAsLong() >>> kernel.granule().shift(), 1 << 20))
        : OptionalInt.empty();
  }
}
