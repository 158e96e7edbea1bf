// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import java.util.Locale;
import org.earlymap.Hex;

/**
 * Something wrong with a table or an entry.
 *
 * @param kind what is wrong
 * @param va the first virtual address that it concerns
 * @param level the lookup level of the entry, -1 to 3; a root table has the level of its entries
 * @param entryPa the physical address of the entry, or of the root table
 * @param descriptor the entry, or 0 for a root table
 */
public record TableFinding(FindingKind kind, long va, int level, long entryPa, long descriptor) {
  /** One sentence with all that is known. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "va %s level %d entry at %s = %s: %s",
        Hex.of(va),
        level,
        Hex.of(entryPa),
        Hex.of(descriptor),
        kind.description());
  }
}
