// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import org.earlymap.Hex;
import org.earlymap.Sizes;

/** Numbers as the messages of rules have them. */
public final class Figures {
  private Figures() {}

  /** An address: {@code 0x} and 16 digits. */
  public static String hex(long address) {
    return Hex.of(address);
  }

  /** A size in binary units, about where it is not whole in one, with the bytes beside it. */
  public static String size(long bytes) {
    return Sizes.withBytes(bytes);
  }

  /** A count of pages. */
  public static String pages(long pages) {
    return pages == 1 || pages == -1 ? pages + " page" : pages + " pages";
  }
}
