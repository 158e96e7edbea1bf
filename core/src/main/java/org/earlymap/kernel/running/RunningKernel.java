// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;
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

  private static final int WIDTH_48 = 48;

  /** Names of regions and of their bounds; modules lie in none of the others. */
  private static final String[][] REGIONS = {
    {"modules", "MODULES_VADDR", "MODULES_END"},
    {"vmemmap", "VMEMMAP_START", "VMEMMAP_END"},
    {"vmalloc", "VMALLOC_START", "VMALLOC_END"},
  };

  /** Copies the list. */
  public RunningKernel {
    evidence = ImmutableList.copyOf(evidence);
  }

  /**
   * The part of the address space that {@code va} lies in, by the bounds that the kernel left in
   * vmcoreinfo: {@code vmalloc}, {@code modules}, {@code vmemmap}, {@code the linear map}.
   */
  public Optional<String> region(long va) {
    for (String[] each : REGIONS) {
      OptionalLong start = bound(each[1]);
      OptionalLong end = bound(each[2]);
      if (start.isPresent()
          && end.isPresent()
          && new Range(start.getAsLong(), end.getAsLong()).contains(va)) {
        return Optional.of(each[0]);
      }
    }
    int bits = registers.regime(VaHalf.UPPER).vaBits();
    boolean linear = va >> bits == -1 && Long.compareUnsigned(va, pageEnd(bits)) < 0;
    return linear ? Optional.of("the linear map") : Optional.empty();
  }

  private OptionalLong bound(String name) {
    return vmcoreinfo.map(info -> info.number(name)).orElse(OptionalLong.empty());
  }

  /** PAGE_END, the end of the linear map: half of what 48-bit hardware has, or of fewer bits. */
  static long pageEnd(int bits) {
    return -1L << (Math.min(bits, WIDTH_48) - 1);
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
