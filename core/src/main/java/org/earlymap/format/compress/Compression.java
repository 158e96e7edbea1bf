// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.Gzip;

/** The compressions of files, known by their first bytes. */
public enum Compression {
  GZIP("gzip", 0x1f, 0x8b),
  ZSTD("zstd", 0x28, 0xb5, 0x2f, 0xfd),
  XZ("xz", 0xfd, '7', 'z', 'X', 'Z', 0),
  LZ4("lz4", 0x02, 0x21, 0x4c, 0x18),
  LZ4_FRAME("lz4", 0x04, 0x22, 0x4d, 0x18),
  BZIP2("bzip2", 'B', 'Z', 'h'),
  LZOP("lzop", 0x89, 'L', 'Z', 'O'),
  LZMA("lzma", 0x5d, 0, 0);

  /** The size that no uncompressed kernel reaches, in bytes. */
  static final long MOST_BYTES = 512L << 20;

  /** An image may always unpack to this size, and beyond it to so many times its own. */
  private static final long ALWAYS_BYTES = 16L << 20;

  private static final long MOST_RATIO = 64;

  /**
   * What unpacking may take of the memory that Java may use: the result, and a copy as it grows.
   */
  private static final long SHARE_OF_HEAP = 3;

  private final String label;
  private final String magic;

  Compression(String label, int... magic) {
    this.label = label;
    StringBuilder start = new StringBuilder();
    for (int value : magic) {
      start.append((char) value);
    }
    this.magic = start.toString();
  }

  /** What {@code packed} bytes may unpack to where Java may use {@code heap} bytes. */
  public static int limit(long packed, long heap) {
    long most = Math.min(MOST_BYTES, Math.max(ALWAYS_BYTES, MOST_RATIO * packed));
    return (int) Math.min(most, heap / SHARE_OF_HEAP);
  }

  /** The compression that {@code bytes} start with. */
  public static Optional<Compression> of(Bytes bytes) {
    for (Compression compression : values()) {
      if (bytes.matches(0, compression.magic.getBytes(StandardCharsets.ISO_8859_1))) {
        return Optional.of(compression);
      }
    }
    return Optional.empty();
  }

  /** The compression's name. */
  public String label() {
    return label;
  }

  /**
   * Unpacks.
   *
   * @throws org.earlymap.format.FormatException where the data is damaged, expands beyond reason,
   *     or the compression is not supported
   */
  public Bytes unpack(Bytes packed) {
    String name = packed.name() + " (" + label + " payload)";
    int limit = limit(packed.size(), Runtime.getRuntime().maxMemory());
    return switch (this) {
      case GZIP -> Gzip.inflate(packed, name, limit);
      case ZSTD -> Zstd.unpack(packed, name, limit);
      case XZ -> Streams.xz(packed, name, limit);
      case LZ4 -> LegacyLz4.unpack(packed, name, limit);
      case LZ4_FRAME -> Streams.lz4(packed, name, limit);
      case BZIP2 -> Streams.bzip2(packed, name, limit);
      case LZMA -> Streams.lzma(packed, name, limit);
      case LZOP ->
          throw packed.fault(
              0,
              "this is compressed with "
                  + label
                  + ", expected gzip, zstd, xz, lz4, bzip2, lzma or none: unpack it first");
    };
  }
}
