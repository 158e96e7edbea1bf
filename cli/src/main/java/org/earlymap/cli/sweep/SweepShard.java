// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import java.util.List;

/**
 * One part of a sweep that is split: part {@code number} of {@code count}, adjacent points. The
 * outputs of all parts, one after the other, are the output of the whole.
 *
 * @param number from 1 on
 * @param count how many parts there are
 */
public record SweepShard(int number, int count) {
  /** All of a sweep. */
  public static final SweepShard WHOLE = new SweepShard(1, 1);

  private static final int MOST = 100_000;

  /**
   * Checks the numbers.
   *
   * @throws SweepFileException unless {@code number} is from 1 to {@code count}
   */
  public SweepShard {
    if (number < 1 || number > count || count > MOST) {
      throw new SweepFileException(
          "--shard: found " + number + "/" + count + ", expected 1/N to N/N, N at most " + MOST);
    }
  }

  /** Reads {@code 2/8}. */
  public static SweepShard parse(String text) {
    List<String> parts = Splitter.on('/').splitToList(text);
    Integer number = parts.size() == 2 ? Ints.tryParse(parts.get(0)) : null;
    Integer count = parts.size() == 2 ? Ints.tryParse(parts.get(1)) : null;
    if (number == null || count == null) {
      throw new SweepFileException("--shard: found '" + text + "', expected such as 2/8");
    }
    return new SweepShard(number, count);
  }

  /** The first point of {@code points} in this part. */
  long start(long points) {
    return points * (number - 1) / count;
  }

  /** The point after the last in this part. */
  long end(long points) {
    return points * number / count;
  }
}
