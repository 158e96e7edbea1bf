// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

/**
 * One section header.
 *
 * @param name the section's name
 * @param type SHT_*
 * @param flags SHF_*
 * @param address the virtual address, 0 where the section is not loaded
 * @param offset where its bytes are in the file
 * @param size its bytes
 * @param link another section's index, by type
 * @param info more, by type
 * @param align its alignment, 0 or a power of two
 * @param entrySize the size of one entry, 0 where it has none
 */
public record ElfSection(
    String name,
    int type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long align,
    long entrySize) {
  public static final int SHT_PROGBITS = 1;
  public static final int SHT_SYMTAB = 2;
  public static final int SHT_RELA = 4;
  public static final int SHT_NOBITS = 8;
  public static final int SHT_SYMTAB_SHNDX = 18;
  public static final int SHT_RELR = 19;
  public static final long SHF_WRITE = 1;
  public static final long SHF_ALLOC = 2;
  public static final long SHF_EXECINSTR = 4;

  /** Whether the section is part of the loaded image. */
  public boolean isAllocated() {
    return (flags & SHF_ALLOC) != 0;
  }

  /** Whether the file holds the section's bytes. */
  public boolean hasBytes() {
    return type != SHT_NOBITS && type != 0;
  }
}
