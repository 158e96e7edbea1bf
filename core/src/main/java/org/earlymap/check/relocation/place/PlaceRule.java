// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.place;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.relocate.RelocationCheck;
import org.earlymap.relocate.RelocationFinding;
import org.earlymap.relocate.RelocationTable;

/**
 * What {@link RelocationCheck} demands of the words that relocations change, a rule for each
 * demand.
 *
 * <ul>
 *   <li>EM-REL-010: every relocated word lies between {@code _text} and {@code _end}. Protects from
 *       writes to memory that belongs to nobody, or to somebody else.
 *   <li>EM-REL-011: every relocated word is mapped when relocations are applied. Protects from a
 *       fault before there is a console that could tell of it.
 *   <li>EM-REL-012: no page table holds a relocated word. Protects from descriptors that are moved
 *       as if they were pointers.
 *   <li>EM-REL-013: every word is relocated once. Protects from a pointer that is moved twice: RELR
 *       adds the offset to what RELA has stored.
 *   <li>EM-REL-014: relocated words have even addresses. Protects from RELA entries of 24 bytes for
 *       pointers that RELR would hold in a bit; the kernel applies them all the same.
 * </ul>
 */
final class PlaceRule extends RelocationRule {
  private final RelocationFinding.Rule demand;

  private PlaceRule(
      String id,
      Severity severity,
      RelocationFinding.Rule demand,
      String reason,
      String requirement) {
    super(id, severity, reason, requirement);
    this.demand = demand;
  }

  /** All of them, by id. */
  static List<Rule> all() {
    return ImmutableList.of(
        new PlaceRule(
            "EM-REL-010",
            Severity.ERROR,
            RelocationFinding.Rule.OUTSIDE,
            "every relocated word lies between _text and _end; others belong to nobody",
            "arch/arm64/kernel/pi/relocate.c: relocate_kernel()"),
        new PlaceRule(
            "EM-REL-011",
            Severity.ERROR,
            RelocationFinding.Rule.UNMAPPED,
            "every relocated word is mapped when relocations are applied; a fault there is silent",
            "arch/arm64/kernel/pi/map_kernel.c: map_kernel()"),
        new PlaceRule(
            "EM-REL-012",
            Severity.ERROR,
            RelocationFinding.Rule.TABLES,
            "no page table holds a relocated word",
            "arch/arm64/kernel/vmlinux.lds.S: init_idmap_pg_dir, init_pg_dir, swapper_pg_dir"),
        new PlaceRule(
            "EM-REL-013",
            Severity.ERROR,
            RelocationFinding.Rule.TWICE,
            "every word is relocated once; RELR adds the offset again to what RELA stored",
            "arch/arm64/kernel/pi/relocate.c: relocate_kernel()"),
        new PlaceRule(
            "EM-REL-014",
            Severity.NOTE,
            RelocationFinding.Rule.ODD,
            "relocated words have even addresses; RELR has no entry for an odd one, it stays in"
                + " RELA",
            "arch/arm64/kernel/pi/relocate.c: relocate_kernel()"));
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    PlaceFindings findings = new PlaceFindings();
    RelocationCheck.visit(
        kernel.image(),
        table,
        (broken, place) -> {
          if (broken == demand) {
            findings.add(place);
          }
        });
    findings.report(
        kernel,
        verdict,
        (place, value, name) -> "the relocated word at " + place + " " + demand.text());
  }
}
