// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.earlymap.Range;

/**
 * What a boot loader leaves: a kernel in memory, and a CPU before its first instruction
 * (Documentation/arch/arm64/booting.rst).
 *
 * @param image the Image, uncompressed, from its first byte on
 * @param loadAddress the physical address of the image's first byte
 * @param banks where the board has memory
 * @param deviceTree the device tree blob
 * @param deviceTreeAddress its physical address, which X0 holds
 * @param initrd the initial RAM disk, and where it lies
 * @param bootEl the exception level at which the kernel is entered: 1 or 2
 */
public record KernelEntry(
    ByteBuffer image,
    long loadAddress,
    List<Range> banks,
    ByteBuffer deviceTree,
    long deviceTreeAddress,
    Optional<Loaded> initrd,
    int bootEl) {

  /**
   * Bytes at a physical address.
   *
   * @param bytes from the buffer's position to its limit
   */
  public record Loaded(ByteBuffer bytes, long address) {}

  /** Copies the list. */
  public KernelEntry {
    banks = List.copyOf(banks);
  }
}
