// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/**
 * A region of memory that a kernel sets aside for tables: {@code [pa, pa + size)}, handed out page
 * after page from its start.
 */
public final class TableRegion implements TablePool {
  private final String name;
  private final long pa;
  private final long size;
  private final long pageBytes;
  private long taken;

  /**
   * A region of which nothing is taken.
   *
   * @param name the region's symbol, for messages
   * @param pa its first byte, page aligned
   * @param size its size in bytes
   * @param pageBytes the size of a table page
   */
  public TableRegion(String name, long pa, long size, long pageBytes) {
    this.name = name;
    this.pa = pa;
    this.size = size;
    this.pageBytes = pageBytes;
  }

  @Override
  public long take() {
    if (Long.compareUnsigned(taken + pageBytes, size) > 0) {
      throw new TableRegionOverflowException(name, size);
    }
    long page = pa + taken;
    taken += pageBytes;
    return page;
  }

  /** Hands out from the start again; the memory is not cleared. */
  public void rewind() {
    taken = 0;
  }

  /** The region's symbol. */
  public String name() {
    return name;
  }

  /** Its first byte. */
  public long pa() {
    return pa;
  }

  /** Its size in bytes. */
  public long size() {
    return size;
  }

  /** How many pages were taken since the start or the last {@link #rewind}. */
  public int pagesTaken() {
    return (int) (taken / pageBytes);
  }
}
