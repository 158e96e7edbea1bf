// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.earlymap.format.Bytes;

/** A zstd frame as a stream, for what is too large to unpack at once. */
public final class ZstdStream extends InputStream {
  private final Bytes packed;
  private final InputStream in;

  /** The frame at the start of {@code packed}. */
  public ZstdStream(Bytes packed) throws IOException {
    this.packed = packed;
    this.in = new ZstdInputStream(new BytesStream(packed));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return in.read(target, offset, length);
    } catch (MalformedInputException | IndexOutOfBoundsException e) {
      throw packed.fault(0, "damaged zstd data: " + e.getMessage());
    }
  }
}
