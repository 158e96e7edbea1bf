// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.InputException;

/** The kernel's own region for tables is too small for what it has to map. */
public final class TableRegionOverflowException extends InputException {
  private static final long serialVersionUID = 1L;

  private final String region;
  private final long size;

  /** A region that ran out while its need was not known yet. */
  public TableRegionOverflowException(String region, long size) {
    super(region + " is too small: it has 0x" + Long.toHexString(size) + " bytes");
    this.region = region;
    this.size = size;
  }

  /** A region that ran out, and the bytes that the mapping needs. */
  public TableRegionOverflowException(String region, long size, long need, Throwable cause) {
    super(
        region
            + " is too small: it has 0x"
            + Long.toHexString(size)
            + " bytes and the mapping needs 0x"
            + Long.toHexString(need),
        cause);
    this.region = region;
    this.size = size;
  }

  /** The region's symbol. */
  public String region() {
    return region;
  }

  /** The region's size in bytes. */
  public long size() {
    return size;
  }
}
