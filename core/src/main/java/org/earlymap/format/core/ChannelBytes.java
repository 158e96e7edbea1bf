// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.earlymap.format.FormatException;

/** A file that cannot be mapped, as {@code /proc/kcore} cannot: read where it is asked for. */
record ChannelBytes(String name, FileChannel channel, long size) implements CoreBytes {
  @Override
  public void read(long offset, byte[] target, int at, int length) {
    ByteBuffer part = ByteBuffer.wrap(target, at, length);
    try {
      while (part.hasRemaining()) {
        long from = offset + length - part.remaining();
        if (offset < 0 || channel.read(part, from) < 0) {
          throw new FormatException(
              name, from, "found the end, expected " + part.remaining() + " more bytes");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
