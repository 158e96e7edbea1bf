// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Figures;
import org.earlymap.check.Rule;
import org.earlymap.check.Severity;
import org.earlymap.check.Verdict;
import org.earlymap.format.elf.ElfFile;

/**
 * EM-SEG-026: the ELF entry point is {@code _text}. Protects from loaders of the ELF file that jump
 * into the middle of the image.
 */
final class EntryAtText extends Rule {
  EntryAtText() {
    super(
        "EM-SEG-026",
        Severity.WARNING,
        "the ELF entry point is _text, where loaders of the ELF file jump to",
        "arch/arm64/kernel/vmlinux.lds.S: ENTRY(_text)");
  }

  @Override
  public void check(CheckedKernel kernel, Verdict verdict) {
    if (kernel.elf().isEmpty()) {
      verdict.notApplied("not an ELF file");
      return;
    }
    ElfFile elf = kernel.elf().get();
    if (elf.entry() != kernel.at("_text")) {
      verdict.finding(
          "entry",
          elf.entry(),
          String.format(
              "the entry point is %s, _text is at %s",
              Figures.hex(elf.entry()), Figures.hex(kernel.at("_text"))));
    }
  }
}
