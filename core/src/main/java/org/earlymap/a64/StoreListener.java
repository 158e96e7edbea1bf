// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/** Is told of stores to the pages that it names, before they happen. */
public interface StoreListener {
  /** Nobody. */
  StoreListener NONE =
      new StoreListener() {
        @Override
        public boolean watches(long page) {
          return false;
        }

        @Override
        public void storing(long pa, int size, long value) {
          throw new IllegalStateException("a store to a page that is not watched");
        }
      };

  /**
   * Whether stores to a page are to be told.
   *
   * @param page the physical address of 4 KiB
   */
  boolean watches(long page);

  /**
   * A store happens; memory and registers are as before it.
   *
   * @param pa where, within one page
   * @param size 1 to 8 bytes
   * @param value what, the byte at {@code pa} in bits 7:0
   */
  void storing(long pa, int size, long value);
}
