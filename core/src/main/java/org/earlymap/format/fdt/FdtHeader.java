// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import org.earlymap.format.Bytes;

/**
 * The header of a flattened device tree (Devicetree Specification 5.2), checked. Offsets and sizes
 * are bytes from the blob's start.
 */
record FdtHeader(
    int totalSize, int structure, int structureSize, int strings, int stringsSize, int reserveMap) {
  /** What an arm64 kernel maps of its device tree at most, MAX_FDT_SIZE. */
  static final int LARGEST = 2 << 20;

  private static final long MAGIC = 0xd00dfeedL;
  private static final int SIZE_16 = 36;
  private static final int SIZE_17 = 40;

  static FdtHeader read(Bytes bytes) {
    if (bytes.size() < SIZE_16) {
      throw bytes.fault(
          0,
          "found "
              + bytes.size()
              + " bytes, expected a device tree blob, whose header alone has "
              + SIZE_17);
    }
    if (bytes.u32(0) != MAGIC) {
      throw bytes.fault(
          0,
          "found magic 0x"
              + Long.toHexString(bytes.u32(0))
              + ", expected a device tree blob's 0xd00dfeed");
    }
    long total = bytes.u32(4);
    if (total > LARGEST) {
      throw bytes.fault(
          4, "found a total size of " + total + " bytes, expected at most 2 MiB on arm64");
    }
    if (total > bytes.size()) {
      throw bytes.fault(
          4,
          "found a total size of "
              + total
              + " bytes in a file of "
              + bytes.size()
              + ": it is cut short");
    }
    long version = bytes.u32(20);
    long compatible = bytes.u32(24);
    if (version < 16 || compatible > 17 || compatible > version) {
      throw bytes.fault(
          20,
          "found version "
              + version
              + ", compatible with "
              + compatible
              + ", expected one that a reader of version 17 can read");
    }
    long headerSize = version >= 17 ? SIZE_17 : SIZE_16;
    long structure = offset(bytes, 8, "the structure block", 4, headerSize, total);
    long strings = offset(bytes, 12, "the strings block", 1, headerSize, total);
    long reserveMap = offset(bytes, 16, "the memory reservation block", 8, headerSize, total);
    long stringsSize = bytes.u32(32);
    if (stringsSize > total - strings) {
      throw bytes.fault(32, tooLong("the strings block", strings, stringsSize, total));
    }
    long structureSize = version >= 17 ? bytes.u32(36) : total - structure;
    if (structureSize > total - structure) {
      throw bytes.fault(36, tooLong("the structure block", structure, structureSize, total));
    }
    return new FdtHeader(
        (int) total,
        (int) structure,
        (int) structureSize,
        (int) strings,
        (int) stringsSize,
        (int) reserveMap);
  }

  private static long offset(
      Bytes bytes, int at, String what, int alignment, long headerSize, long total) {
    long offset = bytes.u32(at);
    if (offset < headerSize || offset > total) {
      throw bytes.fault(
          at,
          "found "
              + what
              + " at 0x"
              + Long.toHexString(offset)
              + ", expected it after the header and before the end at 0x"
              + Long.toHexString(total));
    }
    if (offset % alignment != 0) {
      throw bytes.fault(
          at,
          "found "
              + what
              + " at 0x"
              + Long.toHexString(offset)
              + ", expected a multiple of "
              + alignment);
    }
    return offset;
  }

  private static String tooLong(String what, long start, long size, long total) {
    return "found "
        + what
        + " of 0x"
        + Long.toHexString(size)
        + " bytes at 0x"
        + Long.toHexString(start)
        + ", expected it to end within the blob's 0x"
        + Long.toHexString(total);
  }
}
