// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import org.earlymap.Range;

/**
 * An entry of the memory map: EFI_MEMORY_DESCRIPTOR (UEFI 7.2.3).
 *
 * @param type EFI_MEMORY_TYPE
 * @param start physical address
 * @param virtualAddress where runtime services see it, 0 before anyone has said
 * @param pages how many pages of 4 KiB
 * @param attribute the bits of EFI_MEMORY_UC and following
 */
public record MemoryDescriptor(
    int type, long start, long virtualAddress, long pages, long attribute) {
  /** EfiLoaderCode. */
  public static final int LOADER_CODE = 1;

  /** EfiLoaderData. */
  public static final int LOADER_DATA = 2;

  /** EfiBootServicesCode. */
  public static final int BOOT_SERVICES_CODE = 3;

  /** EfiBootServicesData. */
  public static final int BOOT_SERVICES_DATA = 4;

  /** EfiRuntimeServicesData. */
  public static final int RUNTIME_SERVICES_DATA = 6;

  /** EfiConventionalMemory. */
  public static final int CONVENTIONAL = 7;

  /** EfiACPIReclaimMemory. */
  public static final int ACPI_RECLAIM = 9;

  /** EfiPersistentMemory. */
  public static final int PERSISTENT = 14;

  /** EFI_MEMORY_WC. */
  public static final long WC = 2;

  /** EFI_MEMORY_WT. */
  public static final long WT = 4;

  /** EFI_MEMORY_WB. */
  public static final long WB = 8;

  /** EFI_MEMORY_SP: for those who know what it is good for. */
  public static final long SP = 0x4_0000;

  /** EFI_MEMORY_RUNTIME. */
  public static final long RUNTIME = 1L << 63;

  private static final int PAGE_SHIFT = 12;

  /** The physical addresses. */
  public Range range() {
    return new Range(start, start + (pages << PAGE_SHIFT));
  }

  /** Whether a kernel takes it for memory at all ({@code is_memory}): it can be cached somehow. */
  public boolean isMemory() {
    return (attribute & (WB | WT | WC)) != 0;
  }

  /**
   * Whether a kernel may use it ({@code is_usable_memory}).
   *
   * @param softReserve whether memory for special purposes is left to others
   */
  public boolean isUsable(boolean softReserve) {
    return switch (type) {
      case LOADER_CODE,
          LOADER_DATA,
          BOOT_SERVICES_CODE,
          BOOT_SERVICES_DATA,
          CONVENTIONAL,
          ACPI_RECLAIM,
          PERSISTENT ->
          (!softReserve || (attribute & SP) == 0) && (attribute & WB) != 0;
      default -> false;
    };
  }
}
