// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/**
 * One lookup of a translation.
 *
 * @param level the lookup level, -1 to 3
 * @param tablePa where the table is
 * @param index which entry was read
 * @param descriptor the entry
 */
public record WalkStep(int level, long tablePa, int index, long descriptor) {
  /** The physical address of the entry. */
  public long entryPa() {
    return tablePa + index * 8L;
  }
}
