// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.Trait;

/**
 * Which physical address the linear map starts with, {@code memstart_addr}, and what memory it
 * cannot hold ({@code arm64_memblock_init}). Addresses are physical unless they say otherwise.
 */
public final class LinearMapPlacement {
  /**
   * What decides the placement, beside the address space.
   *
   * @param banks memory, in any order; empty and overlapping ranges are allowed
   * @param physMaskBits PHYS_MASK_SHIFT: memory above 2 to this power is dropped, 48 or 52
   * @param paRangeBits the physical address bits of the CPU, from ID_AA64MMFR0_EL1.PARange: 32 to
   *     56
   * @param linearSeed {@code memstart_offset_seed}, 16 bits; 0 does not randomise
   * @param imageEndPa the physical address of {@code _end}; memory below is kept in any case
   * @param cappedForNvhe KVM is configured and will run at EL2 without VHE, which limits the linear
   *     map to 51 bits where the kernel uses 52
   */
  public record Inputs(
      List<Range> banks,
      int physMaskBits,
      int paRangeBits,
      int linearSeed,
      long imageEndPa,
      boolean cappedForNvhe) {
    /** Copies {@code banks}. */
    public Inputs {
      banks = List.copyOf(banks);
    }
  }

  /** Why memory is not in the linear map. */
  public enum Reason {
    /** The build or the CPU has too few physical address bits for it. */
    BEYOND_PHYSICAL_ADDRESSES("beyond the physical address bits"),
    /** It lies too far above the start of memory for the linear map. */
    ABOVE_LINEAR_MAP("above the end of the linear map"),
    /** Too much memory: the lowest part gives way. */
    BELOW_LINEAR_MAP("below the start of the linear map");

    private final String description;

    Reason(String description) {
      this.description = description;
    }

    /** The reason in words. */
    public String description() {
      return description;
    }
  }

  /**
   * Memory that the kernel drops.
   *
   * @param range the physical range
   * @param reason why
   */
  public record Dropped(Range range, Reason reason) {}

  private static final long NVHE_LIMIT = 1L << 51;

  private final VaLayout layout;
  private final List<Dropped> dropped = new ArrayList<>();
  private List<Range> banks;
  private long memstartAddr;
  private long unrandomisedMemstartAddr;

  private LinearMapPlacement(VaLayout layout, List<Range> banks) {
    this.layout = layout;
    this.banks = banks;
  }

  /** Places {@code inputs}' memory in the linear map of {@code layout}. */
  public static LinearMapPlacement of(VaLayout layout, Inputs inputs) {
    LinearMapPlacement placement = new LinearMapPlacement(layout, merged(inputs.banks()));
    placement.place(inputs);
    return placement;
  }

  /**
   * ARM64_MEMSTART_ALIGN: the granularity of {@code memstart_addr}, in bytes: what one table of
   * level 2 entries (16K pages: a contiguous run of them) translates, and no less than a section of
   * memory where vmemmap is sparse.
   */
  public static long memstartAlign(KernelConfig config) {
    Granule granule = config.granule();
    long tables =
        switch (granule) {
          case SIZE_4K -> granule.levelSize(1);
          case SIZE_16K -> granule.levelSize(2) * granule.contiguousEntries(2);
          case SIZE_64K -> granule.levelSize(2);
        };
    return config.isSet("SPARSEMEM_VMEMMAP")
        ? Math.max(tables, 1L << config.sectionSizeBits())
        : tables;
  }

  /** {@code memstart_addr}: the physical address of PAGE_OFFSET; may be negative. */
  public long memstartAddr() {
    return memstartAddr;
  }

  /** {@code memstart_addr} before the seed moved it. */
  public long unrandomisedMemstartAddr() {
    return unrandomisedMemstartAddr;
  }

  /** The memory that is left, in address order, disjoint. */
  public List<Range> banks() {
    return banks;
  }

  /** The memory that was dropped, in the order in which the kernel drops it. */
  public List<Dropped> dropped() {
    return ImmutableList.copyOf(dropped);
  }

  /** {@code __va(pa)}: where the linear map shows {@code pa}. */
  public long linearVa(long pa) {
    return pa - memstartAddr + layout.pageOffset();
  }

  private void place(Inputs inputs) {
    drop(1L << inputs.physMaskBits(), 0, Reason.BEYOND_PHYSICAL_ADDRESSES);
    long align = memstartAlign(layout.config());
    long size = layout.linearRegionSize();
    if (inputs.cappedForNvhe() && layout.vaBitsActual() == 52) {
      size = Math.min(size, NVHE_LIMIT);
    }
    memstartAddr = startOfMemory() & -align;
    drop(Math.max(memstartAddr + size, inputs.imageEndPa()), 0, Reason.ABOVE_LINEAR_MAP);
    if (memstartAddr + size < endOfMemory()) {
      memstartAddr = (endOfMemory() - size + align - 1) & -align;
      drop(0, memstartAddr, Reason.BELOW_LINEAR_MAP);
    }
    if (layout.config().vaBits() == 52 && layout.vaBitsActual() != 52) {
      memstartAddr -= smallerSpaceStart() - VaLayout.pageOffset(52);
    }
    unrandomisedMemstartAddr = memstartAddr;
    long room = size - (1L << inputs.paRangeBits());
    if (layout.config().randomizeBase() && inputs.linearSeed() != 0 && room >= align) {
      memstartAddr -= align * (((room / align) * inputs.linearSeed()) >> 16);
    }
  }

  /** Before 6.9 the kernel moved by the 48-bit space's start, whatever the smaller space. */
  private long smallerSpaceStart() {
    return layout.traits().has(Trait.C_MAP_KERNEL) ? layout.linearStart() : VaLayout.pageOffset(48);
  }

  private long startOfMemory() {
    return banks.isEmpty() ? 0 : banks.get(0).start();
  }

  private long endOfMemory() {
    return banks.isEmpty() ? 0 : banks.get(banks.size() - 1).end();
  }

  /** Takes {@code [start, end)} out of the banks; an end of zero is the top of the space. */
  private void drop(long start, long end, Reason reason) {
    List<Range> left = new ArrayList<>();
    for (Range bank : banks) {
      long cutStart = Long.compareUnsigned(bank.start(), start) > 0 ? bank.start() : start;
      long cutEnd = Long.compareUnsigned(bank.end() - 1, end - 1) < 0 ? bank.end() : end;
      if (bank.size() == 0 || Long.compareUnsigned(cutStart, cutEnd - 1) > 0) {
        left.add(bank);
        continue;
      }
      dropped.add(new Dropped(new Range(cutStart, cutEnd), reason));
      if (cutStart != bank.start()) {
        left.add(new Range(bank.start(), cutStart));
      }
      if (cutEnd != bank.end()) {
        left.add(new Range(cutEnd, bank.end()));
      }
    }
    banks = ImmutableList.copyOf(left);
  }

  /** {@code banks} in address order; ranges that touch or overlap become one, as in memblock. */
  private static List<Range> merged(List<Range> banks) {
    List<Range> sorted = new ArrayList<>(banks);
    sorted.removeIf(bank -> bank.size() == 0);
    sorted.sort(Comparator.comparing(Range::start, Long::compareUnsigned));
    List<Range> merged = new ArrayList<>();
    for (Range bank : sorted) {
      Range last = merged.isEmpty() ? bank : merged.get(merged.size() - 1);
      boolean apart = last.end() != 0 && Long.compareUnsigned(bank.start(), last.end()) > 0;
      if (merged.isEmpty() || apart) {
        merged.add(bank);
      } else if (Long.compareUnsigned(bank.end() - 1, last.end() - 1) > 0) {
        merged.set(merged.size() - 1, new Range(last.start(), bank.end()));
      }
    }
    return ImmutableList.copyOf(merged);
  }
}
