// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

/**
 * A section of the kernel's linked image.
 *
 * @param name the linker script's name
 * @param address its first byte as linked
 * @param size its bytes
 * @param writable whether the linker marked it writable
 * @param executable whether the linker marked it executable
 * @param zero whether it has no bytes in the file
 */
public record KernelSection(
    String name, long address, long size, boolean writable, boolean executable, boolean zero) {
  /** The address behind its last byte. */
  public long end() {
    return address + size;
  }
}
