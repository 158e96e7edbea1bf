// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.memblock;

import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.format.uefi.MemoryDescriptor;
import org.earlymap.machine.UefiMemory;

/**
 * Memory as UEFI's map has it ({@code efi_init}): the device tree's nodes no longer count.
 *
 * <p>Pages of the firmware have 4 KiB; the kernel's are rounded outwards, so that one may be both
 * memory and not to be mapped, and is not mapped then.
 */
final class EfiInit {
  private final Memblock memblock;
  private final Granule granule;
  private final boolean softReserve;

  EfiInit(Memblock memblock, Granule granule, boolean softReserve) {
    this.memblock = memblock;
    this.granule = granule;
    this.softReserve = softReserve;
  }

  void run(UefiMemory uefi) {
    uefi.reserved().forEach(memblock::reserve);
    for (MemoryDescriptor descriptor : uefi.map().descriptors()) {
      if (descriptor.isMemory() && descriptor.pages() != 0) {
        add(descriptor);
      }
    }
    uefi.mapBuffer().map(this::pages).ifPresent(memblock::reserve);
    uefi.frameBuffer()
        .filter(buffer -> memblock.isMapped(buffer.start()))
        .ifPresent(memblock::markNoMap);
  }

  /** {@code reserve_regions}. */
  private void add(MemoryDescriptor descriptor) {
    Range pages = pages(descriptor.range());
    memblock.add(pages);
    if (!descriptor.isUsable(softReserve)) {
      memblock.markNoMap(pages);
    }
    if (descriptor.type() == MemoryDescriptor.ACPI_RECLAIM) {
      memblock.reserve(pages);
    }
  }

  private Range pages(Range range) {
    return new Range(granule.pageDown(range.start()), granule.pageUp(range.end()));
  }
}
