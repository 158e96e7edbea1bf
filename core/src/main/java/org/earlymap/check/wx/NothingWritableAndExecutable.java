// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import org.earlymap.arch.Rights;
import org.earlymap.check.BootTables;
import org.earlymap.check.MappedRange;
import org.earlymap.check.Severity;

/**
 * EM-WX-001: the kernel's tables let EL1 write nothing that it may execute. Protects from code that
 * is written by whoever can write to kernel memory.
 */
final class NothingWritableAndExecutable extends BootRule {
  NothingWritableAndExecutable() {
    super(
        "EM-WX-001",
        Severity.ERROR,
        "the kernel's tables let EL1 write nothing that it may execute",
        "arch/arm64/mm/ptdump.c: ptdump_check_wx()");
  }

  @Override
  void judge(BootTables tables, LinkedImage image, Violations violations) {
    for (MappedRange range : tables.ranges()) {
      if (range.allows(Rights.EL1_WRITE | Rights.EL1_EXECUTE)) {
        violations.add(tables.stage(), range, image.place(range), "can be written and executed");
      }
    }
  }
}
