// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.Vmcoreinfo;
import org.earlymap.memory.PhysicalMemory;

/**
 * The kernel that runs in a memory.
 *
 * @param registers what translates its half, and TTBR1 with it; MAIR is that of every kernel
 * @param kimageVoffset the image's virtual minus its physical address
 * @param kaslrOffset how far the image is from its linked address, where that is known
 * @param text the virtual address of {@code _text}, where that is known
 * @param release as {@code uname -r} has it
 * @param vmcoreinfo what the kernel left for those who read its core
 * @param maps whether the tables map the kernel to where it lies, which chance does not
 * @param evidence what was found where
 */
public record RunningKernel(
    TranslationRegisters registers,
    long kimageVoffset,
    OptionalLong kaslrOffset,
    OptionalLong text,
    Optional<String> release,
    Optional<Vmcoreinfo> vmcoreinfo,
    boolean maps,
    List<Evidence> evidence) {

  /** Copies the list. */
  public RunningKernel {
    evidence = ImmutableList.copyOf(evidence);
  }

  /** The kernel that a core's note VMCOREINFO tells of, if it tells enough. */
  public static Optional<RunningKernel> of(PhysicalMemory memory, Vmcoreinfo note) {
    return VmcoreinfoKernel.of(memory, note, "the note VMCOREINFO");
  }

  /**
   * Looks for a kernel: by the text of vmcoreinfo, else by its symbols behind an Image's header,
   * else by its symbols around its banner. All of the memory is read.
   */
  public static Optional<RunningKernel> find(PhysicalMemory memory) {
    MemoryMarks marks = MemoryMarks.of(memory);
    Optional<RunningKernel> doubtful = Optional.empty();
    for (long pa : marks.vmcoreinfo()) {
      Optional<RunningKernel> found = VmcoreinfoKernel.at(memory, pa);
      if (found.isPresent() && found.get().maps()) {
        return found;
      }
      doubtful = doubtful.or(() -> found);
    }
    Optional<RunningKernel> bySymbols = SymbolsKernel.find(memory, marks.headers());
    return bySymbols.isPresent() ? bySymbols : doubtful;
  }
}
