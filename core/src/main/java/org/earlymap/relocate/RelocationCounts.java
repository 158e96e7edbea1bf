// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many relocations there are.
 *
 * @param relaByType the entries of {@code .rela.dyn} by type
 * @param relrEntries the words of {@code .relr.dyn}
 * @param relrPlaces the places that those words stand for
 */
public record RelocationCounts(Map<Integer, Long> relaByType, long relrEntries, long relrPlaces) {
  /** Copies the map. */
  public RelocationCounts {
    relaByType = Collections.unmodifiableSortedMap(new TreeMap<>(relaByType));
  }

  /** Counts {@code table}. */
  public static RelocationCounts of(RelocationTable table) {
    long[] relative = new long[1];
    Map<Integer, Long> others = new TreeMap<>();
    table.visitRela(
        (place, type, addend) -> {
          if (type == RelocationTable.R_AARCH64_RELATIVE) {
            relative[0]++;
          } else {
            others.merge(type, 1L, Long::sum);
          }
        });
    if (relative[0] != 0) {
      others.put(RelocationTable.R_AARCH64_RELATIVE, relative[0]);
    }
    long[] places = new long[1];
    table.visitRelr(place -> places[0]++);
    return new RelocationCounts(others, table.relrEntries(), places[0]);
  }

  /** How many entries of {@code .rela.dyn} the kernel applies. */
  public long relative() {
    return relaByType.getOrDefault(RelocationTable.R_AARCH64_RELATIVE, 0L);
  }

  /** The name of a type, and why the kernel skips it where it does. */
  public static String explain(int type) {
    return switch (type) {
      case 0 -> "R_AARCH64_NONE: room that the linker reserved and did not need; skipped";
      case 257 -> "R_AARCH64_ABS64: against a symbol, which the kernel cannot look up; skipped";
      case 1025 -> "R_AARCH64_GLOB_DAT: a .got entry that no code of the kernel reads; skipped";
      case 1026 ->
          "R_AARCH64_JUMP_SLOT: a .got.plt entry that no code of the kernel reads; skipped";
      case RelocationTable.R_AARCH64_RELATIVE -> "R_AARCH64_RELATIVE: applied";
      default -> "type " + type + ": skipped, as all but R_AARCH64_RELATIVE";
    };
  }
}
