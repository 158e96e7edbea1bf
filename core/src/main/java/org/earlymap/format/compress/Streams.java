// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.earlymap.format.Bytes;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;

/**
 * What is unpacked as a stream. One member is read; what follows it, such as the size that the
 * kernel's build appends, is ignored.
 */
final class Streams {
  /** The dictionary that a stream may ask for, in KiB: the kernel's build uses up to 128 MiB. */
  private static final int MOST_DICTIONARY_KIB = 160 << 10;

  private Streams() {}

  /** How a stream starts. */
  @FunctionalInterface
  private interface Opener {
    InputStream open(InputStream in) throws IOException;
  }

  static Bytes xz(Bytes packed, String name, int limit) {
    return unpack(
        packed, name, "xz", limit, in -> new SingleXZInputStream(in, MOST_DICTIONARY_KIB));
  }

  static Bytes lzma(Bytes packed, String name, int limit) {
    return unpack(packed, name, "lzma", limit, in -> new LZMAInputStream(in, MOST_DICTIONARY_KIB));
  }

  static Bytes bzip2(Bytes packed, String name, int limit) {
    return unpack(packed, name, "bzip2", limit, in -> new BZip2CompressorInputStream(in, false));
  }

  static Bytes lz4(Bytes packed, String name, int limit) {
    return unpack(packed, name, "lz4", limit, in -> new FramedLZ4CompressorInputStream(in, false));
  }

  private static Bytes unpack(
      Bytes packed, String name, String compression, int limit, Opener opener) {
    try (InputStream in = opener.open(new BytesStream(packed))) {
      return BoundedRead.all(in, packed, name, compression, limit);
    } catch (MemoryLimitException e) {
      throw packed.fault(
          0,
          "the "
              + compression
              + " data wants "
              + e.getMemoryNeeded()
              + " KiB of memory, expected at most "
              + MOST_DICTIONARY_KIB);
    } catch (EOFException e) {
      throw packed.fault(packed.size(), "the " + compression + " data is cut short");
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw packed.fault(0, "damaged " + compression + " data: " + e.getMessage());
    }
  }
}
