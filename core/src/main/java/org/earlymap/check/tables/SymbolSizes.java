// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.tables;

import java.util.List;
import java.util.OptionalLong;
import org.earlymap.check.CheckedKernel;
import org.earlymap.format.NameFilter;

/**
 * Sizes that the linked file's symbol table gives; for an image, what kallsyms has before the next
 * symbol, which is no less.
 */
final class SymbolSizes {
  private static final String NO_STEM = "\0\0\0\0";

  private SymbolSizes() {}

  /**
   * The size in bytes of the object at {@code va} that one of {@code names} names; nothing without
   * a symbol table, or where the table says 0.
   */
  static OptionalLong of(CheckedKernel kernel, long va, List<String> names) {
    if (kernel.elf().isEmpty()) {
      return names.stream()
          .filter(name -> kernel.find(name).equals(OptionalLong.of(va)))
          .map(kernel.symbols()::size)
          .filter(OptionalLong::isPresent)
          .findFirst()
          .orElse(OptionalLong.empty());
    }
    long[] found = new long[1];
    kernel
        .elf()
        .ifPresent(
            elf ->
                elf.visitSymbols(
                    new NameFilter(names, NO_STEM),
                    (name, value, size, global, section) -> {
                      if (value == va) {
                        found[0] = Math.max(found[0], size);
                      }
                    }));
    return found[0] == 0 ? OptionalLong.empty() : OptionalLong.of(found[0]);
  }
}
