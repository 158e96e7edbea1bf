// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Bytes that somebody else wrote: a mapped file of any size, or memory. Every read is checked
 * against the end here, and a read beyond it is a {@link FormatException} that names file and
 * offset. Offsets are unsigned in the files and so may arrive here negative; such a one lies beyond
 * every end.
 *
 * <p>A slice keeps the offsets of the file that it was cut from for its messages.
 */
public final class Bytes {
  /** Log2 of the bytes that one mapping covers, since a {@link ByteBuffer} ends at 2 GiB. */
  private static final int WINDOW_SHIFT = 30;

  private static final long WINDOW = 1L << WINDOW_SHIFT;

  /** What a pipe may give: no kernel is larger, in bytes. */
  private static final long MOST_STREAMED = 512L << 20;

  /** How much a search copies at a time, in bytes. */
  private static final int FIND_CHUNK = 1 << 16;

  private final String name;
  private final ByteBuffer[] windows;
  private final long start;
  private final long size;

  private Bytes(String name, ByteBuffer[] windows, long start, long size) {
    this.name = name;
    this.windows = windows;
    this.start = start;
    this.size = size;
  }

  /**
   * Maps a file, little endian. Nothing is read until it is asked for; but a pipe or a device,
   * which cannot be mapped, is read as a whole, up to 512 MiB or a quarter of the memory that Java
   * may use. The name {@code -} is standard input.
   *
   * @throws FormatException where a pipe or a device gives more
   */
  public static Bytes map(Path name) throws IOException {
    Path file = GivenStream.named(name);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      int most = (int) Math.min(MOST_STREAMED, Runtime.getRuntime().maxMemory() / 4);
      return of(file.toString(), WholeFile.bytes(file, most, "a regular file, or less"));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer[] windows = new ByteBuffer[(int) ((size + WINDOW - 1) >>> WINDOW_SHIFT)];
      for (int i = 0; i < windows.length; i++) {
        long from = (long) i << WINDOW_SHIFT;
        windows[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(WINDOW, size - from));
        windows[i].order(ByteOrder.LITTLE_ENDIAN);
      }
      return new Bytes(file.toString(), windows, 0, size);
    }
  }

  /** The bytes of an array, little endian; {@code name} stands for the file in messages. */
  public static Bytes of(String name, byte[] bytes) {
    return of(name, ByteBuffer.wrap(bytes));
  }

  /** The remaining bytes of a buffer of at most 1 GiB, little endian. */
  public static Bytes of(String name, ByteBuffer buffer) {
    if (buffer.remaining() > WINDOW) {
      throw new IllegalArgumentException("a buffer of more than 1 GiB: " + buffer.remaining());
    }
    ByteBuffer window = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    return new Bytes(name, new ByteBuffer[] {window}, 0, window.remaining());
  }

  /** The same bytes, whose numbers are read in {@code order}. */
  public Bytes order(ByteOrder order) {
    ByteBuffer[] ordered = new ByteBuffer[windows.length];
    for (int i = 0; i < windows.length; i++) {
      ordered[i] = windows[i].duplicate().order(order);
    }
    return new Bytes(name, ordered, start, size);
  }

  /**
   * A part of these bytes.
   *
   * @param what the part's name, as the message has it where the part leaves the file
   */
  public Bytes slice(long offset, long length, String what) {
    if (!holds(offset, length)) {
      throw fault(
          offset,
          what
              + " has 0x"
              + Long.toHexString(length)
              + " bytes here, expected an end within the file's 0x"
              + Long.toHexString(start + size));
    }
    return new Bytes(name, windows, start + offset, length);
  }

  /** The file's name, as the user gave it. */
  public String name() {
    return name;
  }

  /** How many bytes there are. */
  public long size() {
    return size;
  }

  /** Whether {@code [offset, offset + length)} lies within these bytes. */
  public boolean holds(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
  }

  /** The byte at {@code offset}, 0 to 255. */
  public int u8(long offset) {
    check(offset, 1);
    return raw(start + offset) & 0xff;
  }

  /** The 16-bit number at {@code offset}, 0 to 65535. */
  public int u16(long offset) {
    return (int) number(offset, 2);
  }

  /** The unsigned 32-bit number at {@code offset}. */
  public long u32(long offset) {
    check(offset, 4);
    long at = start + offset;
    int inside = (int) (at & (WINDOW - 1));
    ByteBuffer window = windows[(int) (at >>> WINDOW_SHIFT)];
    return inside <= window.limit() - 4 ? window.getInt(inside) & 0xffff_ffffL : assemble(at, 4);
  }

  /** The 64-bit number at {@code offset}. */
  public long u64(long offset) {
    check(offset, 8);
    long at = start + offset;
    int inside = (int) (at & (WINDOW - 1));
    ByteBuffer window = windows[(int) (at >>> WINDOW_SHIFT)];
    return inside <= window.limit() - 8 ? window.getLong(inside) : assemble(at, 8);
  }

  /** A copy of {@code length} bytes; the caller has bounded the length. */
  public byte[] copy(long offset, int length) {
    if (length < 0) {
      throw fault(offset, "found a size of " + length + " bytes, expected 0 or more");
    }
    check(offset, length);
    byte[] copy = new byte[length];
    copyTo(offset, copy, 0, length);
    return copy;
  }

  /** Copies {@code length} bytes to {@code target}. */
  public void copyTo(long offset, byte[] target, int targetOffset, int length) {
    check(offset, length);
    long at = start + offset;
    int done = 0;
    while (done < length) {
      ByteBuffer window = windows[(int) ((at + done) >>> WINDOW_SHIFT)];
      int inside = (int) ((at + done) & (WINDOW - 1));
      int part = Math.min(length - done, window.limit() - inside);
      window.get(inside, target, targetOffset + done, part);
      done += part;
    }
  }

  /**
   * The text at {@code offset} up to its NUL, as UTF-8.
   *
   * @param limit how many bytes it may have without the NUL
   */
  public String text(long offset, int limit, String what) {
    int length = 0;
    while (u8(offset + length) != 0) {
      length++;
      if (length > limit) {
        throw fault(offset, what + " has no end within " + limit + " bytes");
      }
    }
    return new String(copy(offset, length), StandardCharsets.UTF_8);
  }

  /**
   * Where {@code pattern} stands first.
   *
   * @param from the first offset to look at
   * @param until no match starts at or after this offset
   * @return the offset, or -1
   */
  public long find(byte[] pattern, long from, long until) {
    int length = pattern.length;
    int[] skip = new int[256];
    Arrays.fill(skip, length);
    for (int i = 0; i < length - 1; i++) {
      skip[pattern[i] & 0xff] = length - 1 - i;
    }
    long end = until > size - length ? size : until + length - 1;
    byte[] chunk = new byte[(int) Math.max(2L * length, Math.min(FIND_CHUNK, end - from))];
    long offset = from;
    while (offset <= end - length) {
      int filled = (int) Math.min(chunk.length, end - offset);
      copyTo(offset, chunk, 0, filled);
      int at = 0;
      while (at <= filled - length) {
        if (Arrays.equals(chunk, at, at + length, pattern, 0, length)) {
          return offset + at;
        }
        at += skip[chunk[at + length - 1] & 0xff];
      }
      offset += at;
    }
    return -1;
  }

  /** Whether these bytes have {@code pattern} at {@code offset}; false where they end before. */
  public boolean matches(long offset, byte[] pattern) {
    if (!holds(offset, pattern.length)) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (raw(start + offset + i) != pattern[i]) {
        return false;
      }
    }
    return true;
  }

  /** A fault at {@code offset} of these bytes. */
  public FormatException fault(long offset, String problem) {
    return new FormatException(name, start + offset, problem);
  }

  private void check(long offset, int length) {
    if (!holds(offset, length)) {
      throw fault(
          offset,
          "found the end at 0x"
              + Long.toHexString(start + size)
              + ", expected "
              + length
              + (length == 1 ? " more byte" : " more bytes"));
    }
  }

  private long number(long offset, int length) {
    check(offset, length);
    return assemble(start + offset, length);
  }

  /** A number byte by byte, for those that two windows share. */
  private long assemble(long at, int length) {
    boolean big = windows[0].order() == ByteOrder.BIG_ENDIAN;
    long number = 0;
    for (int i = 0; i < length; i++) {
      long part = raw(big ? at + i : at + length - 1 - i) & 0xff;
      number = number << 8 | part;
    }
    return number;
  }

  private byte raw(long at) {
    return windows[(int) (at >>> WINDOW_SHIFT)].get((int) (at & (WINDOW - 1)));
  }
}
