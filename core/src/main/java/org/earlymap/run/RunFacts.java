// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import org.earlymap.arch.Descriptor;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * What a kernel that ran has decided, as its registers and tables show it.
 *
 * @param vaBitsActual the address bits in use
 * @param lpa2 whether TCR.DS is set
 * @param kimageVoffset virtual minus physical address of the image; as linked while it is not
 *     mapped
 * @param kaslrOffset how far the image is from its linked address
 * @param nonGlobal whether the image's mappings carry nG
 */
public record RunFacts(
    int vaBitsActual, boolean lpa2, long kimageVoffset, long kaslrOffset, boolean nonGlobal) {
  static RunFacts of(
      KernelBuild kernel, long textPa, BootSnapshot snapshot, PhysicalMemory memory) {
    long text = kernel.symbols().require("_text");
    long codePa = kernel.symbols().find("_stext").orElse(text) - text + textPa;
    long voffset = text - textPa;
    boolean nonGlobal = false;
    TranslationRegime regime = snapshot.registers().regime(VaHalf.UPPER);
    for (TableRoot root : snapshot.roots()) {
      if (root.half() != VaHalf.UPPER) {
        continue;
      }
      regime = root.regime();
      TranslationContext context = TranslationContext.of(snapshot.registers(), root);
      for (Mapping mapping : new TableWalker(memory, context).mappings()) {
        boolean holdsCode =
            Long.compareUnsigned(codePa - mapping.pa(), mapping.size()) < 0
                && (mapping.descriptor() & Descriptor.PXN) == 0;
        if (holdsCode) {
          voffset = mapping.va() - mapping.pa();
          nonGlobal = (mapping.descriptor() & Descriptor.NG) != 0;
        }
      }
    }
    return new RunFacts(
        regime.vaBits(),
        snapshot.registers().tcr().ds(),
        voffset,
        voffset + textPa - text,
        nonGlobal);
  }
}
