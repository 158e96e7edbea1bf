// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import org.earlymap.arch.Rights;
import org.earlymap.check.BootTables;
import org.earlymap.check.MappedRange;
import org.earlymap.check.Severity;

/**
 * EM-WX-002: EL0 may not read, write or execute what the kernel maps for itself, whatever
 * PSTATE.PAN is. Protects from user space that reads kernel memory without a fault.
 */
final class NothingForEl0 extends BootRule {
  NothingForEl0() {
    super(
        "EM-WX-002",
        Severity.ERROR,
        "EL0 may not read, write or execute what the kernel maps for itself",
        "arch/arm64/include/asm/pgtable-prot.h: _PAGE_KERNEL; mm/ptdump.c: note_prot_uxn()");
  }

  @Override
  void judge(BootTables tables, LinkedImage image, Violations violations) {
    for (MappedRange range : tables.ranges()) {
      if (range.allowsAny(Rights.EL0)) {
        violations.add(tables.stage(), range, image.place(range), "is open to EL0");
      }
    }
  }
}
