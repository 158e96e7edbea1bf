// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import java.util.Optional;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.RelocationRule;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.relocate.RelocationTable;

/**
 * EM-REL-002: a dynamic section says of the tables what the kernel finds by its symbols. Protects
 * from loaders of ELF files that relocate the kernel otherwise than it does; Linux discards the
 * section.
 */
final class DynamicSectionAgrees extends RelocationRule {
  private static final int SHT_DYNAMIC = 6;
  private static final int DT_NULL = 0;
  private static final int DT_RELA = 7;
  private static final int DT_RELASZ = 8;
  private static final int DT_RELRSZ = 35;
  private static final int DT_RELR = 36;
  private static final int DT_RELACOUNT = 0x6fff_fff9;

  DynamicSectionAgrees() {
    super(
        "EM-REL-002",
        Severity.WARNING,
        "a dynamic section, which loaders of ELF files follow, says of the tables what the kernel"
            + " finds",
        "arch/arm64/kernel/vmlinux.lds.S: /DISCARD/ : { *(.interp .dynamic) }");
  }

  @Override
  protected void judge(CheckedKernel kernel, RelocationTable table, Verdict verdict) {
    if (kernel.elf().isEmpty()) {
      verdict.notApplied("not an ELF file");
      return;
    }
    Optional<ElfSection> dynamic = kernel.elf().get().firstOfType(SHT_DYNAMIC);
    if (dynamic.isEmpty()) {
      return;
    }
    Bytes entries = kernel.elf().get().contents(dynamic.get());
    for (long at = 0; entries.holds(at, 16) && entries.u64(at) != DT_NULL; at += 16) {
      long tag = entries.u64(at);
      long stated = entries.u64(at + 8);
      if (tag == DT_RELA && table.relaEntries() != 0) {
        compare("DT_RELA", stated, table.relaRange().start(), verdict);
      } else if (tag == DT_RELASZ) {
        compare("DT_RELASZ", stated, table.relaRange().size(), verdict);
      } else if (tag == DT_RELR && table.relrEntries() != 0) {
        compare("DT_RELR", stated, table.relrRange().start(), verdict);
      } else if (tag == DT_RELRSZ) {
        compare("DT_RELRSZ", stated, table.relrRange().size(), verdict);
      } else if (tag == DT_RELACOUNT) {
        compare("DT_RELACOUNT", stated, leadingRelatives(table), verdict);
      }
    }
  }

  private static void compare(String tag, long stated, long found, Verdict verdict) {
    if (stated != found) {
      verdict.finding(
          tag,
          String.format(
              "%s says 0x%s, the kernel finds 0x%s",
              tag, Long.toHexString(stated), Long.toHexString(found)));
    }
  }

  /** The entries before the first of another type. */
  private static long leadingRelatives(RelocationTable table) {
    long[] leading = new long[1];
    boolean[] over = new boolean[1];
    table.visitRela(
        (place, type, addend) -> {
          over[0] |= type != RelocationTable.R_AARCH64_RELATIVE;
          leading[0] += over[0] ? 0 : 1;
        });
    return leading[0];
  }
}
