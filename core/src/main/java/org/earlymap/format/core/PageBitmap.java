// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;

/** Which page frames a dump holds, and how many before each: its place in the descriptors. */
final class PageBitmap {
  private static final int SAMPLE_SHIFT = 3;

  private final long[] words;
  private final int[] before;

  /** The bits of a bitmap, page frame 0 in bit 0 of byte 0. */
  PageBitmap(byte[] bits) {
    words = new long[(bits.length + 7) / 8];
    for (int i = 0; i < bits.length; i++) {
      words[i / 8] |= (bits[i] & 0xffL) << (i % 8 * 8);
    }
    before = new int[(words.length >> SAMPLE_SHIFT) + 1];
    int count = 0;
    for (int i = 0; i < words.length; i++) {
      if (i % (1 << SAMPLE_SHIFT) == 0) {
        before[i >> SAMPLE_SHIFT] = count;
      }
      count += Long.bitCount(words[i]);
    }
  }

  /** Whether the dump holds page frame {@code pfn}. */
  boolean holds(long pfn) {
    return pfn >= 0 && pfn >>> 6 < words.length && (words[(int) (pfn >>> 6)] >>> pfn & 1) != 0;
  }

  /** How many page frames the dump holds of those before {@code pfn}. */
  long rank(long pfn) {
    int word = (int) (pfn >>> 6);
    int sample = word >> SAMPLE_SHIFT;
    long rank = before[sample];
    for (int i = sample << SAMPLE_SHIFT; i < word; i++) {
      rank += Long.bitCount(words[i]);
    }
    return rank + Long.bitCount(words[word] & ((1L << pfn) - 1));
  }

  /** Where memory is, adjacent pages joined; a page has {@code 1 << shift} bytes. */
  List<Range> ranges(int shift) {
    List<Range> ranges = new ArrayList<>();
    long pfns = (long) words.length << 6;
    long at = 0;
    while (at < pfns) {
      long word = words[(int) (at >>> 6)] >>> at;
      if (word == 0) {
        at = (at | 63) + 1;
        continue;
      }
      at += Long.numberOfTrailingZeros(word);
      long start = at;
      while (at < pfns && holds(at)) {
        at += words[(int) (at >>> 6)] == -1 && (at & 63) == 0 ? 64 : 1;
      }
      ranges.add(new Range(start << shift, at << shift));
    }
    return ranges;
  }
}
