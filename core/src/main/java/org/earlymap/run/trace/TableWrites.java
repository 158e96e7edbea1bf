// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Who wrote the descriptors of some pages: of each the number of writes, and the last {@value
 * #KEPT} of them. What that takes is bounded by the pages, not by how long a kernel runs.
 */
public final class TableWrites {
  /** How many writes of a descriptor are kept, the last ones. */
  public static final int KEPT = 8;

  /** The unit in which memory is watched, in bytes, whatever the granule is. */
  public static final int PAGE = 1 << 12;

  private static final int WORDS = PAGE / Long.BYTES;
  private static final int FIRST_RECORDS = 1 << 12;

  private final long[] pages;
  private final int[] counts;

  /** The oldest and the newest record of each word, plus 1; 0 is none. */
  private final int[] oldest;

  private final int[] newest;
  private final Map<Writer, Integer> numbers = new LinkedHashMap<>();
  private final List<Writer> writers = new ArrayList<>();

  private int records;
  private int[] next = new int[FIRST_RECORDS];
  private int[] writer = new int[FIRST_RECORDS];
  private long[] instruction = new long[FIRST_RECORDS];
  private long[] before = new long[FIRST_RECORDS];
  private long[] after = new long[FIRST_RECORDS];

  /**
   * Of {@code pages}, without any writes so far.
   *
   * @param pages physical addresses, multiples of {@link #PAGE}
   */
  public TableWrites(NavigableSet<Long> pages) {
    this.pages = pages.stream().mapToLong(Long::longValue).sorted().toArray();
    this.counts = new int[this.pages.length * WORDS];
    this.oldest = new int[counts.length];
    this.newest = new int[counts.length];
  }

  /** The pages, in ascending order as signed numbers; physical addresses have at most 56 bits. */
  public long[] pages() {
    return pages.clone();
  }

  /** Whether the page at {@code page} is one of them. */
  boolean holds(long page) {
    return Arrays.binarySearch(pages, page) >= 0;
  }

  /** The number under which {@code place} is known from now on. */
  public int number(Writer place) {
    return numbers.computeIfAbsent(
        place,
        fresh -> {
          writers.add(fresh);
          return writers.size() - 1;
        });
  }

  /** All places that wrote, by their numbers. */
  public List<Writer> writers() {
    return List.copyOf(writers);
  }

  /**
   * Adds a write of the word at {@code pa}, which lies in one of the pages.
   *
   * @param by the writer's number
   */
  public void add(long pa, int by, long number, long old, long value) {
    int word = word(pa);
    if (word < 0) {
      throw new IllegalArgumentException("a write to a page that is not watched");
    }
    int record = kept(word) == KEPT ? takeOldest(word) : fresh();
    writer[record] = by;
    instruction[record] = number;
    before[record] = old;
    after[record] = value;
    next[record] = 0;
    if (newest[word] == 0) {
      oldest[word] = record + 1;
    } else {
      next[newest[word] - 1] = record + 1;
    }
    newest[word] = record + 1;
    if (counts[word] != Integer.MAX_VALUE) {
      counts[word]++;
    }
  }

  /** Sets how often the word at {@code pa} was written, with those writes that were not kept. */
  public void setCount(long pa, int count) {
    counts[word(pa)] = count;
  }

  private int kept(int word) {
    return Math.min(counts[word], KEPT);
  }

  private int takeOldest(int word) {
    int record = oldest[word] - 1;
    oldest[word] = next[record];
    return record;
  }

  private int fresh() {
    if (records == next.length) {
      int size = 2 * records;
      next = Arrays.copyOf(next, size);
      writer = Arrays.copyOf(writer, size);
      instruction = Arrays.copyOf(instruction, size);
      before = Arrays.copyOf(before, size);
      after = Arrays.copyOf(after, size);
    }
    records++;
    return records - 1;
  }

  /** How often the 8 bytes at {@code pa} were written; 0 outside the pages. */
  public int count(long pa) {
    int word = word(pa);
    return word < 0 ? 0 : counts[word];
  }

  /** The last writes of the 8 bytes at {@code pa}, the oldest first. */
  public List<Write> writes(long pa) {
    List<Write> writes = new ArrayList<>();
    int word = word(pa);
    for (int at = word < 0 ? 0 : oldest[word]; at != 0; at = next[at - 1]) {
      int record = at - 1;
      writes.add(
          new Write(
              writers.get(writer[record]), instruction[record], before[record], after[record]));
    }
    return writes;
  }

  /** The instruction of the last write of the 8 bytes at {@code pa}; 0 where there was none. */
  public long lastInstruction(long pa) {
    int word = word(pa);
    return word < 0 || newest[word] == 0 ? 0 : instruction[newest[word] - 1];
  }

  /** The last write of the 8 bytes at {@code pa}. */
  public Optional<Write> last(long pa) {
    int word = word(pa);
    if (word < 0 || newest[word] == 0) {
      return Optional.empty();
    }
    int record = newest[word] - 1;
    return Optional.of(
        new Write(writers.get(writer[record]), instruction[record], before[record], after[record]));
  }

  private int word(long pa) {
    int page = Arrays.binarySearch(pages, pa & -PAGE);
    return page < 0 ? -1 : page * WORDS + (int) (pa & PAGE - 1) / Long.BYTES;
  }
}
