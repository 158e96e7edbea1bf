// SPDX-License-Identifier: Apache-2.0
package org.earlymap.bench;

import java.util.Arrays;

/** As many longs as the leaves of a terabyte are, to compare with. */
final class Longs {
  private static final int CHUNKS = 4;

  private final long[][] chunks = new long[CHUNKS][(int) (Terabyte.LEAVES / Long.BYTES / CHUNKS)];

  /** What {@code memset} does. */
  void fill() {
    for (long[] chunk : chunks) {
      Arrays.fill(chunk, 0x0068000000000703L);
    }
  }

  /** Consecutive descriptors, without tables. */
  void count() {
    long value = 0x0068000000000703L;
    for (long[] chunk : chunks) {
      for (int i = 0; i < chunk.length; i++) {
        chunk[i] = value;
        value += 4096;
      }
    }
  }

  long sum() {
    long sum = 0;
    for (long[] chunk : chunks) {
      for (long value : chunk) {
        sum += value;
      }
    }
    return sum;
  }
}
