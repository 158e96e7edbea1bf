// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelContents;

/**
 * What a kernel's file holds where its root tables lie, such as a section that the linker placed
 * over one. The boot does not clear {@code idmap_pg_dir}, {@code tramp_pg_dir} and {@code
 * reserved_pg_dir}: an entry that it does not write stays as it was linked.
 */
public final class StaleEntries {
  private StaleEntries() {}

  /**
   * The entries that are not zero in the file, 64 bits each, by link address.
   *
   * @param table the link address of a table
   * @param size its bytes, a multiple of 8
   */
  public static SortedMap<Long, Long> of(KernelBuild kernel, long table, long size) {
    TreeMap<Long, Long> entries = new TreeMap<>(Long::compareUnsigned);
    for (KernelContents.Piece piece : kernel.contents().pieces()) {
      for (long at = 0; at < size; at += Long.BYTES) {
        long offset = table + at - piece.address();
        if (piece.bytes().holds(offset, Long.BYTES) && piece.bytes().u64(offset) != 0) {
          entries.put(table + at, piece.bytes().u64(offset));
        }
      }
    }
    return Collections.unmodifiableSortedMap(entries);
  }
}
