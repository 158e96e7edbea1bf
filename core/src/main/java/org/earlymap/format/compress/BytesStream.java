// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import java.io.InputStream;
import org.earlymap.format.Bytes;

/** Bytes as a stream. */
public final class BytesStream extends InputStream {
  private final Bytes bytes;
  private long at;

  /** A stream from the first of {@code bytes} on. */
  public BytesStream(Bytes bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return at < bytes.size() ? bytes.u8(at++) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int part = (int) Math.min(length, bytes.size() - at);
    if (part == 0 && length != 0) {
      return -1;
    }
    bytes.copyTo(at, target, offset, part);
    at += part;
    return part;
  }

  @Override
  public long skip(long count) {
    long part = Math.max(0, Math.min(count, bytes.size() - at));
    at += part;
    return part;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, bytes.size() - at);
  }
}
