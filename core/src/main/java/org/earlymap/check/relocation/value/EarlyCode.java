// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.value;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.check.relocation.PlaceFindings;
import org.earlymap.format.Bytes;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;

/**
 * EM-REL-023: early objects are linked without absolute relocations. Protects from absolute
 * addresses that code makes of immediates: no dynamic relocation tells of them, only the static
 * ones that a link with {@code --emit-relocs} keeps.
 */
final class EarlyCode extends Rule {
  private static final int RELA_SIZE = 24;
  private static final int R_AARCH64_ABS64 = 257;
  private static final int R_AARCH64_MOVW_UABS_G0 = 263;
  private static final int R_AARCH64_MOVW_SABS_G2 = 272;

  EarlyCode() {
    super(
        "EM-REL-023",
        Severity.ERROR,
        "early objects are linked without absolute relocations (seen with --emit-relocs)",
        "arch/arm64/kernel/pi/Makefile: KBUILD_CFLAGS += -fpie");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (kernel.elf().isEmpty()) {
      verdict.notApplied("not an ELF file");
      return;
    }
    ElfFile elf = kernel.elf().get();
    SymbolRanges ranges = SymbolRanges.of(kernel, EarlyObjects.PREFIX, EfiStub.PREFIX);
    PlaceFindings findings = new PlaceFindings();
    int tables = 0;
    for (int i = 1; i < elf.sectionCount(); i++) {
      ElfSection section = elf.section(i);
      if (isStaticTable(elf, section)) {
        tables++;
        visit(elf.contents(section), ranges, findings);
      }
    }
    if (tables == 0) {
      verdict.notApplied("not linked with --emit-relocs");
    }
    findings.report(
        kernel,
        verdict,
        (place, value, name) ->
            place + " is linked with an absolute address, and is used before one holds");
  }

  /** The relocations of a loaded section, kept for tools and not for the kernel. */
  private static boolean isStaticTable(ElfFile elf, ElfSection section) {
    return section.type() == ElfSection.SHT_RELA
        && !section.isAllocated()
        && section.info() > 0
        && section.info() < elf.sectionCount()
        && elf.section(section.info()).isAllocated();
  }

  private static void visit(Bytes entries, SymbolRanges ranges, PlaceFindings findings) {
    for (long at = 0; entries.holds(at, RELA_SIZE); at += RELA_SIZE) {
      int type = (int) entries.u64(at + 8);
      boolean absolute =
          type == R_AARCH64_ABS64
              || (type >= R_AARCH64_MOVW_UABS_G0 && type <= R_AARCH64_MOVW_SABS_G2);
      long place = entries.u64(at);
      if (absolute && ranges.touches(place)) {
        findings.add(place);
      }
    }
  }
}
