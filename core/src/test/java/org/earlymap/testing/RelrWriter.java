// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Packs places, ascending and even, into the words of a {@code .relr.dyn}. */
public final class RelrWriter {
  private RelrWriter() {}

  /** The section's bytes. */
  public static byte[] pack(List<Long> places, ByteOrder order) {
    List<Long> words = new ArrayList<>();
    int i = 0;
    while (i < places.size()) {
      words.add(places.get(i));
      long base = places.get(i) + 8;
      i++;
      while (true) {
        long bits = 0;
        while (i < places.size()) {
          long distance = places.get(i) - base;
          if (distance < 0 || distance >= 63 * 8 || distance % 8 != 0) {
            break;
          }
          bits |= 1L << (distance / 8);
          i++;
        }
        if (bits == 0) {
          break;
        }
        words.add(bits << 1 | 1);
        base += 63 * 8;
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 * words.size()).order(order);
    words.forEach(bytes::putLong);
    return bytes.array();
  }
}
