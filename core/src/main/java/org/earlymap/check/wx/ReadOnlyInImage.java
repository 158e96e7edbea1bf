// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import org.earlymap.check.BootTables;
import org.earlymap.check.MappedRange;
import org.earlymap.check.Severity;

/**
 * EM-WX-005: after boot the kernel's own mapping of text and read-only data cannot be written.
 * Protects from changed code and constants, by bugs as by attackers.
 */
final class ReadOnlyInImage extends BootRule {
  ReadOnlyInImage() {
    super(
        "EM-WX-005",
        Severity.WARNING,
        "after boot the kernel's own mapping of text and read-only data cannot be written",
        "arch/arm64/mm/mmu.c: mark_rodata_ro()");
  }

  @Override
  void judge(BootTables tables, LinkedImage image, Violations violations) {
    for (MappedRange part : ReadOnlyMemory.writableParts(tables, image)) {
      if (image.running().contains(part.va().start())) {
        violations.add(tables.stage(), part, image.place(part), "is read-only and can be written");
      }
    }
  }
}
