// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import org.earlymap.Range;

/**
 * Where the boot loader put the kernel and its device tree. What nobody placed lies where QEMU's
 * {@code -kernel} puts it ({@code arm_setup_direct_kernel_boot} in hw/arm/boot.c).
 *
 * @param loadAddress physical address of {@code _text}
 * @param fdtAddress physical address of the flattened device tree
 * @param fdtSize its total size in bytes
 * @param loadAssumed whether nobody said where the kernel lies
 * @param fdtAssumed whether nobody said where the device tree lies
 */
public record Placement(
    long loadAddress, long fdtAddress, long fdtSize, boolean loadAssumed, boolean fdtAssumed) {
  /** How large QEMU makes the device tree of its virt board: 1 MiB. */
  public static final long USUAL_FDT_SIZE = 1L << 20;

  private static final long BLOCK = 2L << 20;
  private static final long FARTHEST_FDT = 128L << 20;

  /** Where QEMU loads a kernel: 2 MiB into the memory that starts with {@code lowest}. */
  public static long usualLoadAddress(Range lowest) {
    return blockUp(lowest.start()) + BLOCK;
  }

  /**
   * Where QEMU puts a device tree: half way into the memory that starts with {@code lowest}, 128
   * MiB at most, rounded up to 2 MiB.
   */
  public static long usualFdtAddress(Range lowest) {
    long half = lowest.size() >>> 1;
    return blockUp(lowest.start() + Math.min(half, FARTHEST_FDT));
  }

  /** The physical addresses of the device tree. */
  public Range fdt() {
    return new Range(fdtAddress, fdtAddress + fdtSize);
  }

  /** The same with the device tree at {@code pa}. */
  Placement withFdtAddress(long pa) {
    return new Placement(loadAddress, pa, fdtSize, loadAssumed, fdtAssumed);
  }

  /** The first multiple of 2 MiB that is not below {@code address}. */
  static long blockUp(long address) {
    return address + BLOCK - 1 & -BLOCK;
  }

  /** The last multiple of 2 MiB that is not above {@code address}. */
  static long blockDown(long address) {
    return address & -BLOCK;
  }
}
