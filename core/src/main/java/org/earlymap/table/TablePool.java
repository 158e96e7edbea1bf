// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

/** Where the next table page comes from. */
public interface TablePool {
  /**
   * The physical address of a table page that nothing uses yet.
   *
   * @throws TableRegionOverflowException where there is none left
   */
  long take();
}
