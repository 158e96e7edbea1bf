// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

import java.util.Optional;
import org.earlymap.format.Bytes;

/**
 * {@code kallsyms_token_table} and {@code kallsyms_token_index}: what each byte of a compressed
 * name stands for (scripts/kallsyms.c).
 *
 * @param start where the table starts
 * @param end where the index ends
 * @param tokens the 256 expansions
 */
record TokenTable(long start, long end, Tokens tokens) {
  private static final int COUNT = 256;
  private static final int MOST_BYTES = 1 << 16;

  /** Digits occur in the names of every kernel, and so stand for themselves. */
  private static final byte[] DIGITS = {
    '0', 0, '1', 0, '2', 0, '3', 0, '4', 0, '5', 0, '6', 0, '7', 0, '8', 0, '9', 0
  };

  /** The expansions, back to back; {@code starts} has one more entry than there are tokens. */
  static final class Tokens {
    private final byte[] text;
    private final int[] starts;

    Tokens(byte[] text, int[] starts) {
      this.text = text;
      this.starts = starts;
    }

    /** How many characters {@code token} stands for. */
    int length(int token) {
      return starts[token + 1] - starts[token] - 1;
    }

    /** Copies what {@code token} stands for, as far as there is room. */
    int expand(int token, byte[] target, int at) {
      int length = Math.min(length(token), target.length - at);
      System.arraycopy(text, starts[token], target, at, length);
      return length;
    }
  }

  /** The first table in an image. */
  static Optional<TokenTable> find(Bytes image) {
    long at = image.find(DIGITS, 0, image.size());
    while (at >= 0) {
      Optional<TokenTable> table = around(image, at);
      if (table.isPresent()) {
        return table;
      }
      at = image.find(DIGITS, at + 1, image.size());
    }
    return Optional.empty();
  }

  /** The table whose token for '0' is at {@code digits}, if there is one. */
  private static Optional<TokenTable> around(Bytes image, long digits) {
    long at = digits;
    for (int token = '0'; token < COUNT; token++) {
      while (image.holds(at, 1) && image.u8(at) != 0 && at - digits < MOST_BYTES) {
        at++;
      }
      at++;
    }
    for (int align = 4; align <= 8; align += 4) {
      long index = (at + align - 1) & -align;
      if (image.holds(index, 2 * COUNT)) {
        long start = digits - image.u16(index + 2 * '0');
        if (start >= 0 && indexFits(image, start, index)) {
          return Optional.of(of(image, start, at, index));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean indexFits(Bytes image, long start, long index) {
    long at = start;
    for (int token = 0; token < COUNT; token++) {
      if (image.u16(index + 2L * token) != at - start) {
        return false;
      }
      while (at < index && image.u8(at) != 0) {
        at++;
      }
      at++;
    }
    return at <= index;
  }

  private static TokenTable of(Bytes image, long start, long end, long index) {
    byte[] text = image.copy(start, (int) (end - start));
    int[] starts = new int[COUNT + 1];
    for (int token = 0; token < COUNT; token++) {
      starts[token] = image.u16(index + 2L * token);
    }
    starts[COUNT] = text.length;
    return new TokenTable(start, index + 2 * COUNT, new Tokens(text, starts));
  }
}
