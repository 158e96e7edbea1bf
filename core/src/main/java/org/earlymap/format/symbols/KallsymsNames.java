// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

import java.util.Optional;
import org.earlymap.format.Bytes;

/**
 * {@code kallsyms_num_syms}, {@code kallsyms_names} and {@code kallsyms_markers}, which stand in
 * this order in every layout.
 *
 * @param countAt where the number of symbols stands
 * @param count the number of symbols
 * @param start where the compressed names start
 */
record KallsymsNames(long countAt, int count, long start) {
  private static final int PER_MARKER = 256;
  private static final int SHORTEST_BLOCK = 2 * PER_MARKER;

  /** What 256 compressed names take at most, in bytes; real kernels need some 3000. */
  private static final int LONGEST_BLOCK = 1 << 16;

  /** No kernel has as many symbols. */
  private static final int MOST_SYMBOLS = 1 << 22;

  /**
   * Looks for the markers before the token table and for the names and the count before them.
   * Between markers and token table there may be {@code kallsyms_seqs_of_names}, three bytes for
   * each symbol (6.2 and 6.3).
   */
  static Optional<KallsymsNames> before(Bytes image, long tokenTable) {
    long lowest = Math.max(4, tokenTable - 3L * MOST_SYMBOLS);
    for (long end = tokenTable & -4; end >= lowest; end -= 4) {
      long start = markersStart(image, end);
      if (start >= 0) {
        long blocks = (end - start) / 4;
        long gap = tokenTable - end;
        long least = (blocks - 1) * PER_MARKER + 1;
        long most = blocks * PER_MARKER;
        if (gap >= 8) {
          least = Math.max(least, (gap - 14) / 3);
          most = Math.min(most, gap / 3);
        }
        Optional<KallsymsNames> names = beforeMarkers(image, start, end, least, most);
        if (names.isPresent()) {
          return names;
        }
      }
    }
    return Optional.empty();
  }

  /** Where a run of markers that ends at {@code end} starts, or -1. */
  private static long markersStart(Bytes image, long end) {
    long at = end - 4;
    long value = image.u32(at);
    while (value != 0) {
      if (at < 4) {
        return -1;
      }
      long before = image.u32(at - 4);
      long step = value - before;
      if (step < SHORTEST_BLOCK || step > LONGEST_BLOCK) {
        return -1;
      }
      at -= 4;
      value = before;
    }
    return at;
  }

  private static Optional<KallsymsNames> beforeMarkers(
      Bytes image, long markers, long end, long least, long most) {
    if (least > most || most > MOST_SYMBOLS) {
      return Optional.empty();
    }
    long last = image.u32(end - 4);
    long lowest = Math.max(8, markers - last - LONGEST_BLOCK);
    for (long start = (markers - last - 2) & -4; start >= lowest; start -= 4) {
      for (int gap = 4; gap <= 8; gap += 4) {
        long count = image.u32(start - gap);
        boolean fits = count >= least && count <= most;
        boolean padded = gap == 4 || (image.u32(start - 4) == 0 && start % 8 == 0);
        if (fits && padded && namesFit(image, start, (int) count, markers)) {
          return Optional.of(new KallsymsNames(start - gap, (int) count, start));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether {@code count} names from {@code start} on meet every marker and end where those start.
   */
  private static boolean namesFit(Bytes image, long start, int count, long markers) {
    long at = start;
    for (int i = 0; i < count; i++) {
      if (i % PER_MARKER == 0 && image.u32(markers + i / PER_MARKER * 4L) != at - start) {
        return false;
      }
      if (at >= markers) {
        return false;
      }
      int length = image.u8(at);
      at++;
      if ((length & 0x80) != 0) {
        length = (length & 0x7f) | (image.u8(at) << 7);
        at++;
      }
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return at <= markers && markers - at < 8;
  }
}
