// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.elf;

import java.nio.ByteOrder;
import org.earlymap.format.Bytes;

/**
 * The file header, with the counts that did not fit into it taken from section header 0.
 *
 * @param order the byte order of all numbers
 * @param entry the address at which execution starts
 * @param segmentsOffset where the program headers are
 * @param segmentCount how many there are
 * @param sectionsOffset where the section headers are
 * @param sectionCount how many there are
 * @param nameSection the section that holds the sections' names, 0 if none
 */
record ElfHeader(
    ByteOrder order,
    long entry,
    long segmentsOffset,
    long segmentCount,
    long sectionsOffset,
    long sectionCount,
    int nameSection) {
  static final long SECTION_SIZE = 64;
  static final long SEGMENT_SIZE = 56;

  private static final int HEADER_SIZE = 64;
  private static final int EM_AARCH64 = 183;
  private static final int PN_XNUM = 0xffff;
  private static final int SHN_LORESERVE = 0xff00;
  private static final int SHN_XINDEX = 0xffff;

  static ElfHeader read(Bytes file) {
    if (!ElfFile.isElf(file)) {
      throw file.fault(0, "this is not an ELF file; expected 7f 45 4c 46" + found(file));
    }
    if (file.u8(4) != 2) {
      throw file.fault(
          4,
          file.u8(4) == 1
              ? "this is a 32-bit ELF file, expected ELF64"
              : "found ELF class " + file.u8(4) + ", expected 2 (ELF64)");
    }
    ByteOrder order =
        switch (file.u8(5)) {
          case 1 -> ByteOrder.LITTLE_ENDIAN;
          case 2 -> ByteOrder.BIG_ENDIAN;
          default ->
              throw file.fault(
                  5, "found ELF data encoding " + file.u8(5) + ", expected 1 (little) or 2 (big)");
        };
    Bytes header = file.order(order).slice(0, HEADER_SIZE, "the ELF header");
    int machine = header.u16(18);
    if (machine != EM_AARCH64) {
      throw header.fault(
          18, "this ELF file is for " + machineName(machine) + ", expected AArch64 (183)");
    }
    return counts(file.order(order), header, order);
  }

  private static ElfHeader counts(Bytes file, Bytes header, ByteOrder order) {
    long segmentsOffset = header.u64(32);
    long sectionsOffset = header.u64(40);
    long segmentCount = header.u16(56);
    long sectionCount = header.u16(60);
    long nameSection = header.u16(62);
    if (sectionsOffset != 0) {
      expectEntry(header, 58, SECTION_SIZE, "a section header");
      Bytes first = file.slice(sectionsOffset, SECTION_SIZE, "section header 0");
      sectionCount = sectionCount == 0 ? first.u64(32) : sectionCount;
      nameSection = nameSection == SHN_XINDEX ? first.u32(40) : nameSection;
      segmentCount = segmentCount == PN_XNUM ? first.u32(44) : segmentCount;
    } else if (sectionCount != 0) {
      throw header.fault(60, "found " + sectionCount + " sections, but no section header table");
    }
    if (segmentCount != 0) {
      expectEntry(header, 54, SEGMENT_SIZE, "a program header");
    }
    if (sectionCount < 0 || sectionCount > Integer.MAX_VALUE) {
      throw file.fault(
          sectionsOffset, "found 0x" + Long.toHexString(sectionCount) + " sections, too many");
    }
    boolean reserved = header.u16(62) >= SHN_LORESERVE && header.u16(62) != SHN_XINDEX;
    if (reserved || (nameSection != 0 && nameSection >= sectionCount)) {
      throw header.fault(
          62,
          "the section names are in section "
              + nameSection
              + ", expected one below "
              + sectionCount);
    }
    return new ElfHeader(
        order,
        header.u64(24),
        segmentCount == 0 ? 0 : segmentsOffset,
        segmentCount,
        sectionsOffset,
        sectionCount,
        (int) nameSection);
  }

  private static void expectEntry(Bytes header, int at, long expected, String what) {
    int size = header.u16(at);
    if (size != expected) {
      throw header.fault(at, what + " has " + size + " bytes, expected " + expected);
    }
  }

  private static String found(Bytes file) {
    StringBuilder text = new StringBuilder(file.size() == 0 ? ", found nothing" : ", found");
    for (long i = 0; i < Math.min(4, file.size()); i++) {
      int value = file.u8(i);
      text.append(value < 16 ? " 0" : " ").append(Integer.toHexString(value));
    }
    return text.toString();
  }

  private static String machineName(int machine) {
    return switch (machine) {
      case 3 -> "x86 (3)";
      case 21 -> "64-bit PowerPC (21)";
      case 22 -> "S/390 (22)";
      case 40 -> "32-bit Arm (40)";
      case 62 -> "x86-64 (62)";
      case 243 -> "RISC-V (243)";
      case 258 -> "LoongArch (258)";
      default -> "machine " + machine;
    };
  }
}
