// SPDX-License-Identifier: Apache-2.0
package org.earlymap.memory;

import java.nio.ByteBuffer;
import java.util.List;
import org.earlymap.Range;

/** Memory that lies somewhere else, such as compressed in a file, and is read when it is needed. */
public interface PageSource {
  /**
   * Where there are pages: disjoint ranges of physical addresses below 2^63 in ascending order,
   * whole 4 KiB pages.
   */
  List<Range> ranges();

  /**
   * Reads the pages that there are of those from {@code pa} on for as long as {@code target} has
   * room; where there is none the target stays as it is, zero.
   *
   * @param pa a multiple of 1 MiB
   * @param target room for 1 MiB
   */
  void read(long pa, ByteBuffer target);
}
