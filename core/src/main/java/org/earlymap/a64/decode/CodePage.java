// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

/** The decoded instructions of 4 KiB of physical memory. */
public final class CodePage {
  /** How much memory it is of. */
  public static final int BYTES = 1 << 12;

  /** How many there are. */
  public static final int INSTRUCTIONS = BYTES / 4;

  /** The physical address of the first byte. */
  public final long pa;

  /** As {@link Decoded} has them; {@link Op#UNDECODED} where none has been executed. */
  public final long[] code = new long[INSTRUCTIONS];

  /** A page of which nothing is decoded. */
  public CodePage(long pa) {
    this.pa = pa;
  }

  /** Forgets what lies in {@code [pa, pa + size)} of this page. */
  public void forget(long at, int size) {
    int first = (int) (at - pa) >>> 2;
    int last = (int) (at + size - 1 - pa) >>> 2;
    for (int i = first; i <= last; i++) {
      code[i] = Op.UNDECODED;
    }
  }
}
