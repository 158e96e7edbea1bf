// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.RangeSet;
import org.earlymap.format.Bytes;

/**
 * The memory map that boot services end with (EFI_BOOT_SERVICES.GetMemoryMap, UEFI 7.2.3).
 *
 * @param descriptors in the map's order
 */
public record UefiMemoryMap(List<MemoryDescriptor> descriptors) {
  /** What today's firmware uses; the definition of a descriptor has 40 bytes. */
  public static final int USUAL_DESCRIPTOR_SIZE = 48;

  /** The bytes of a descriptor that have a meaning. */
  private static final int LEAST_DESCRIPTOR_SIZE = 40;

  private static final int MOST_DESCRIPTORS = 1 << 16;

  /** Copies the list. */
  public UefiMemoryMap {
    descriptors = List.copyOf(descriptors);
  }

  /**
   * Reads raw descriptors.
   *
   * @param descriptorSize the bytes from one to the next
   * @throws org.earlymap.format.FormatException where they are not whole, or make no sense
   */
  public static UefiMemoryMap read(Bytes bytes, int descriptorSize) {
    if (descriptorSize < LEAST_DESCRIPTOR_SIZE || descriptorSize % Long.BYTES != 0) {
      throw bytes.fault(
          0,
          "found descriptors of "
              + descriptorSize
              + " bytes, expected a multiple of 8 from "
              + LEAST_DESCRIPTOR_SIZE
              + " on");
    }
    long count = bytes.size() / descriptorSize;
    if (count == 0 || count > MOST_DESCRIPTORS || bytes.size() % descriptorSize != 0) {
      throw bytes.fault(
          0,
          "found "
              + bytes.size()
              + " bytes, expected a UEFI memory map: 1 to "
              + MOST_DESCRIPTORS
              + " descriptors of "
              + descriptorSize
              + " bytes");
    }
    List<MemoryDescriptor> descriptors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = (long) i * descriptorSize;
      long start = bytes.u64(at + 8);
      long pages = bytes.u64(at + 24);
      if ((start & 0xfff) != 0 || pages >>> 40 != 0 || start + (pages << 12) < start) {
        throw bytes.fault(at, "found no memory descriptor: its pages are not in the address space");
      }
      descriptors.add(
          new MemoryDescriptor(
              (int) bytes.u32(at), start, bytes.u64(at + 16), pages, bytes.u64(at + 32)));
    }
    return new UefiMemoryMap(descriptors);
  }

  /**
   * Reads a file of nothing but descriptors, of {@link #USUAL_DESCRIPTOR_SIZE} bytes each, or of 40
   * where its size leaves no other choice.
   *
   * @throws org.earlymap.format.FormatException where it is none
   */
  public static UefiMemoryMap read(Bytes bytes) {
    boolean usual = bytes.size() % USUAL_DESCRIPTOR_SIZE == 0;
    return read(bytes, usual ? USUAL_DESCRIPTOR_SIZE : LEAST_DESCRIPTOR_SIZE);
  }

  /** All that is memory, whoever may use it, in address order, adjacent parts joined. */
  public List<Range> memory() {
    RangeSet memory = new RangeSet();
    for (MemoryDescriptor descriptor : descriptors) {
      if (descriptor.isMemory() && descriptor.pages() != 0) {
        memory.add(descriptor.range());
      }
    }
    return memory.ranges();
  }

  /**
   * The physical address of an address that runtime services use ({@code efi_to_phys}); the address
   * itself where the map has no such place.
   */
  public long physical(long address) {
    for (MemoryDescriptor descriptor : descriptors) {
      if ((descriptor.attribute() & MemoryDescriptor.RUNTIME) == 0) {
        continue;
      }
      if (descriptor.virtualAddress() == 0) {
        return address;
      }
      long within = address - descriptor.virtualAddress();
      if (Long.compareUnsigned(within, descriptor.range().size()) < 0) {
        return descriptor.start() + within;
      }
    }
    return address;
  }
}
