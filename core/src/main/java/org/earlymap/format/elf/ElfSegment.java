// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

/**
 * One program header.
 *
 * @param type PT_*
 * @param flags PF_*
 * @param offset where its bytes are in the file
 * @param address the virtual address
 * @param physicalAddress where a loader without translation puts it, p_paddr
 * @param fileSize how many bytes the file holds
 * @param memorySize how many bytes it has in memory; those that the file does not hold are zero
 * @param align its alignment, 0 or a power of two
 */
public record ElfSegment(
    int type,
    int flags,
    long offset,
    long address,
    long physicalAddress,
    long fileSize,
    long memorySize,
    long align) {
  public static final int PT_LOAD = 1;
  public static final int PT_DYNAMIC = 2;
}
