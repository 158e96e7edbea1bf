// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.relocation.table;

import java.util.List;
import java.util.Locale;
import org.earlymap.Range;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.format.elf.ElfSection;
import org.earlymap.version.Trait;

/**
 * EM-REL-001: the symbols around {@code .rela.dyn} and {@code .relr.dyn} hold all their entries.
 * Protects from entries that the kernel does not apply, as it stops at a symbol.
 */
final class TableBounds extends Rule {
  private static final int RELA_SIZE = 24;
  private static final int RELR_SIZE = 8;

  TableBounds() {
    super(
        "EM-REL-001",
        Severity.ERROR,
        "the symbols around .rela.dyn and .relr.dyn hold all their entries: others are not applied",
        "arch/arm64/kernel/vmlinux.lds.S: .rela.dyn, .relr.dyn");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (!kernel.config().relocatable()) {
      return;
    }
    check(kernel, verdict, "rela", RELA_SIZE, ElfSection.SHT_RELA);
    if (kernel.config().isSet("RELR")
        || kernel.find("relr_start").isPresent()
        || !sections(kernel, ElfSection.SHT_RELR).isEmpty()) {
      check(kernel, verdict, "relr", RELR_SIZE, ElfSection.SHT_RELR);
    }
  }

  private static void check(
      CheckedKernel kernel, Verdict verdict, String name, int entry, int type) {
    String table = "." + name + ".dyn";
    if (lacksBound(kernel, verdict, name, sections(kernel, type))) {
      return;
    }
    Range range = kernel.range(name + "_start", name + "_end");
    if (Long.compareUnsigned(range.start(), range.end()) > 0) {
      verdict.finding(
          table,
          range.start(),
          String.format(
              "%s_start at %s lies behind %s_end at %s",
              name, Figures.hex(range.start()), name, Figures.hex(range.end())));
      return;
    }
    if (Long.remainderUnsigned(range.size(), entry) != 0 || (range.start() & 7) != 0) {
      verdict.finding(
          table,
          range.start(),
          String.format(
              Locale.ROOT,
              "%s has %s at %s, expected whole entries of %d bytes at a multiple of 8",
              table,
              Figures.size(range.size()),
              Figures.hex(range.start()),
              entry));
    }
    for (ElfSection section : sections(kernel, type)) {
      checkSection(section, range, name, verdict);
    }
  }

  private static List<ElfSection> sections(CheckedKernel kernel, int type) {
    return kernel.elf().map(ElfFile::allocatedSections).orElse(List.of()).stream()
        .filter(section -> section.type() == type && section.size() != 0)
        .toList();
  }

  /** A symbol of these is missing though there is a table; older kernels find it by others. */
  private static boolean lacksBound(
      CheckedKernel kernel, Verdict verdict, String name, List<ElfSection> tables) {
    boolean finds = kernel.has(Trait.C_MAP_KERNEL) && kernel.find("_text").isPresent();
    if (!finds || tables.isEmpty()) {
      return false;
    }
    boolean lacks = false;
    for (String symbol : List.of(name + "_start", name + "_end")) {
      if (kernel.find(symbol).isEmpty()) {
        lacks = true;
        ElfSection table = tables.get(0);
        verdict.finding(
            symbol,
            String.format(
                "%s is missing (__pi_%s too); the kernel cannot find %s at %s, %s, with which it"
                    + " relocates itself",
                symbol,
                symbol,
                table.name(),
                Figures.hex(table.address()),
                Figures.size(table.size())));
      }
    }
    return lacks;
  }

  private static void checkSection(ElfSection section, Range range, String name, Verdict verdict) {
    boolean inside =
        Long.compareUnsigned(range.start(), section.address()) <= 0
            && Long.compareUnsigned(section.address() + section.size(), range.end()) <= 0;
    if (!inside) {
      verdict.finding(
          section.name(),
          section.address(),
          String.format(
              "%s at %s has %s, not all of it between %s_start at %s and %s_end at %s",
              section.name(),
              Figures.hex(section.address()),
              Figures.size(section.size()),
              name,
              Figures.hex(range.start()),
              name,
              Figures.hex(range.end())));
    }
  }
}
