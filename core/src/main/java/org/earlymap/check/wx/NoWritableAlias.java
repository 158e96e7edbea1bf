// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.List;
import java.util.Optional;
import org.earlymap.arch.Rights;
import org.earlymap.boot.decide.Stage;
import org.earlymap.check.BootTables;
import org.earlymap.check.Figures;
import org.earlymap.check.MappedRange;
import org.earlymap.check.Severity;

/**
 * EM-WX-004: after boot no memory is writable at one address and executable at another, in any
 * table. Protects from code that is changed through its alias. Until {@code
 * mark_linear_text_alias_ro()} has run, every kernel has the text's alias in the linear map
 * writable.
 */
final class NoWritableAlias extends BootRule {
  NoWritableAlias() {
    super(
        "EM-WX-004",
        Severity.ERROR,
        "after boot no memory is writable at one address and executable at another, in any table",
        "arch/arm64/mm/mmu.c: mark_linear_text_alias_ro()");
  }

  @Override
  void judge(BootTables tables, LinkedImage image, Violations violations) {
    if (!tables.stage().includes(Stage.RODATA_RO)) {
      return;
    }
    List<MappedRange> executable =
        tables.ranges().stream().filter(range -> range.allowsAny(Rights.EL1_EXECUTE)).toList();
    for (MappedRange writes : tables.ranges()) {
      if (writes.allowsAny(Rights.EL1_WRITE)) {
        executable.forEach(executes -> compare(tables, image, violations, writes, executes));
      }
    }
  }

  private static void compare(
      BootTables tables,
      LinkedImage image,
      Violations violations,
      MappedRange writes,
      MappedRange executes) {
    Optional<MappedRange> alias = writes.reaching(executes.memory());
    if (alias.isPresent() && !writes.equals(executes)) {
      MappedRange other = executes.reaching(alias.get().memory()).orElse(executes);
      violations.add(
          tables.stage(),
          alias.get(),
          image.place(alias.get()),
          "can be written, and executed at "
              + Figures.hex(other.va().start())
              + " in "
              + other.root().name());
    }
  }
}
