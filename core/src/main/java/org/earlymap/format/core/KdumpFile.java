// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.memory.PageSource;

/**
 * A kdump-compressed file: a header, bitmaps of page frames, a descriptor for each page, pages one
 * by one (makedumpfile's {@code diskdump_mod.h}; QEMU's {@code dump.h}). Page frames are counted
 * from physical address 0.
 */
final class KdumpFile implements PageSource {
  private static final byte[] SIGNATURE = "KDUMP   ".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 464;
  private static final List<String> OTHERS =
      List.of("x86_64", "i686", "s390x", "ppc64", "ppc64le", "riscv64", "loongarch64", "mips64");
  private static final int MACHINE_AT = 8 + 4 + 4 * 65;
  private static final int BLOCK_SIZE_AT = 428;
  private static final int VMCOREINFO_AT = 32;
  private static final int MOST_VMCOREINFO = 1 << 20;
  private static final int DESCRIPTOR = 24;

  /** 64 TiB in 4K pages; both bitmaps then have 2 GiB. */
  private static final int MOST_BITMAP = 1 << 30;

  private final CoreBytes file;
  private final ByteOrder order;
  private final int shift;
  private final PageBitmap pages;
  private final long descriptorsAt;
  private final Optional<String> vmcoreinfo;
  private final KdumpCompression compression;

  private KdumpFile(
      CoreBytes file,
      ByteOrder order,
      int shift,
      PageBitmap pages,
      long descriptorsAt,
      Optional<String> vmcoreinfo) {
    this.file = file;
    this.order = order;
    this.shift = shift;
    this.pages = pages;
    this.descriptorsAt = descriptorsAt;
    this.vmcoreinfo = vmcoreinfo;
    this.compression = new KdumpCompression(file.name());
  }

  /** Whether {@code file} starts as such a file. */
  static boolean isKdump(CoreBytes file) {
    if (file.size() < SIGNATURE.length) {
      return false;
    }
    byte[] start = new byte[SIGNATURE.length];
    file.read(0, start, 0, start.length);
    return Arrays.equals(start, SIGNATURE);
  }

  /**
   * Reads the headers and the bitmap.
   *
   * @throws FormatException where it is damaged, cut off, or of another architecture
   */
  static KdumpFile read(CoreBytes file) {
    Bytes head = file.part(0, HEADER, "the header", HEADER);
    ByteOrder order = order(head);
    head = head.order(order);
    String machine = head.text(MACHINE_AT, 64, "the machine's name");
    // QEMU writes no name that is one.
    if (OTHERS.contains(machine)) {
      throw head.fault(MACHINE_AT, "this is of a machine '" + machine + "', expected aarch64");
    }
    long blockSize = head.u32(BLOCK_SIZE_AT);
    long headers = 1 + head.u32(BLOCK_SIZE_AT + 4);
    long bitmaps = head.u32(BLOCK_SIZE_AT + 8);
    long half = bitmaps * blockSize / 2;
    if (headers > 1 << 16 || half > MOST_BITMAP) {
      throw head.fault(
          BLOCK_SIZE_AT + 4,
          "found " + (headers - 1) + " blocks of header and " + bitmaps + " of bitmaps, too many");
    }
    long bitmapAt = headers * blockSize;
    Bytes bits = file.part(bitmapAt + half, half, "the bitmap of dumped pages", MOST_BITMAP);
    return new KdumpFile(
        file,
        order,
        Long.numberOfTrailingZeros(blockSize),
        new PageBitmap(bits.copy(0, (int) half)),
        bitmapAt + 2 * half,
        vmcoreinfo(file, blockSize, order));
  }

  /** The order in which the size of a block is one of the page sizes. */
  private static ByteOrder order(Bytes head) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      long size = head.order(order).u32(BLOCK_SIZE_AT);
      if (size == 4096 || size == 16384 || size == 65536) {
        return order;
      }
    }
    throw head.fault(
        BLOCK_SIZE_AT,
        "found blocks of " + head.u32(BLOCK_SIZE_AT) + " bytes, expected 4096, 16384 or 65536");
  }

  private static Optional<String> vmcoreinfo(CoreBytes file, long blockSize, ByteOrder order) {
    Bytes sub = file.part(blockSize, 104, "the second header", 104).order(order);
    long at = sub.u64(VMCOREINFO_AT);
    long size = sub.u64(VMCOREINFO_AT + 8);
    if (at == 0 || size == 0) {
      return Optional.empty();
    }
    Bytes text = file.part(at, size, "vmcoreinfo", MOST_VMCOREINFO);
    return Optional.of(
        new String(text.copy(0, (int) text.size()), StandardCharsets.UTF_8).replace("\0", ""));
  }

  /** The byte order of the machine. */
  ByteOrder order() {
    return order;
  }

  /** The text that the kernel left, where the file has it. */
  Optional<String> vmcoreinfo() {
    return vmcoreinfo;
  }

  @Override
  public List<Range> ranges() {
    return pages.ranges(shift);
  }

  @Override
  public void read(long pa, ByteBuffer target) {
    int size = 1 << shift;
    byte[] page = new byte[size];
    long rank = -1;
    for (int at = 0; at + size <= target.remaining(); at += size) {
      long pfn = (pa + at) >>> shift;
      if (!pages.holds(pfn)) {
        continue;
      }
      rank = rank < 0 ? pages.rank(pfn) : rank + 1;
      readPage(rank, page);
      target.put(target.position() + at, page);
    }
  }

  private void readPage(long rank, byte[] page) {
    long at = descriptorsAt + rank * DESCRIPTOR;
    Bytes descriptor = file.part(at, DESCRIPTOR, "a page's descriptor", DESCRIPTOR).order(order);
    long offset = descriptor.u64(0);
    long size = descriptor.u32(8);
    long flags = descriptor.u32(12);
    if (size > page.length || size == 0) {
      throw new FormatException(
          file.name(), at + 8, "a page has " + size + " bytes, expected 1 to " + page.length);
    }
    byte[] packed = file.part(offset, size, "a page", page.length).copy(0, (int) size);
    compression.unpack(packed, flags, offset, page);
  }
}
