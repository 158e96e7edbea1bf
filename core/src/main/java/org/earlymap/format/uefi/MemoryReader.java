// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import org.earlymap.format.Bytes;

/** Physical memory that can be read. */
@FunctionalInterface
public interface MemoryReader {
  /**
   * The bytes {@code [pa, pa + length)}, little endian.
   *
   * @throws org.earlymap.InputException where not all of them are known
   */
  Bytes read(long pa, int length);
}
