// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import org.earlymap.check.BootTables;
import org.earlymap.check.MappedRange;
import org.earlymap.check.Severity;

/**
 * EM-WX-006: after boot no alias of text and read-only data can be written, in the linear map, the
 * fixmap or the ID map. Protects from changes of what EM-WX-005 guards, by another address.
 */
final class ReadOnlyInAliases extends BootRule {
  ReadOnlyInAliases() {
    super(
        "EM-WX-006",
        Severity.WARNING,
        "after boot no alias of text and read-only data can be written, as in the linear map",
        "arch/arm64/mm/mmu.c: mark_linear_text_alias_ro()");
  }

  @Override
  void judge(BootTables tables, LinkedImage image, Violations violations) {
    for (MappedRange part : ReadOnlyMemory.writableParts(tables, image)) {
      if (!image.running().contains(part.va().start())) {
        violations.add(
            tables.stage(), part, image.place(part), "is read-only and can be written here");
      }
    }
  }
}
