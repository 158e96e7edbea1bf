// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.Vmcoreinfo;
import org.earlymap.memory.PhysicalMemory;

/** A kernel by what its vmcoreinfo tells. */
final class VmcoreinfoKernel {
  /** The text has a page, of up to 64 KiB. */
  private static final int MOST_TEXT = 1 << 16;

  private VmcoreinfoKernel() {}

  /** The kernel whose text starts at {@code pa}, where that tells enough. */
  static Optional<RunningKernel> at(PhysicalMemory memory, long pa) {
    Vmcoreinfo info = Vmcoreinfo.parse(MemoryText.text(memory, pa, MOST_TEXT));
    return of(memory, info, "vmcoreinfo in memory at " + Hex.of(pa));
  }

  static Optional<RunningKernel> of(PhysicalMemory memory, Vmcoreinfo info, String source) {
    Optional<TranslationRegisters> registers = info.registers();
    if (registers.isEmpty() || info.kimageVoffset().isEmpty() || info.rootVa().isEmpty()) {
      return Optional.empty();
    }
    long voffset = info.kimageVoffset().getAsLong();
    long rootVa = info.rootVa().getAsLong();
    List<Evidence> evidence = new ArrayList<>();
    info.release().ifPresent(release -> evidence.add(new Evidence("kernel", release, source)));
    evidence.add(new Evidence("swapper_pg_dir", Hex.of(rootVa - voffset), source));
    boolean maps = Roots.translates(memory, registers.get(), rootVa, rootVa - voffset);
    return Optional.of(
        new RunningKernel(
            registers.get(),
            voffset,
            info.kaslrOffset(),
            OptionalLong.empty(),
            info.release(),
            Optional.of(info),
            maps && registers.get().ttbr(VaHalf.UPPER).isPresent(),
            evidence));
  }
}
