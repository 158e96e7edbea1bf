// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import org.earlymap.a64.decode.Decoded;
import org.earlymap.a64.decode.Op;

/** The decoded instructions of 4 KiB of physical memory. */
final class CodePage {
  static final int BYTES = 1 << 12;
  static final int INSTRUCTIONS = BYTES / 4;

  /** The physical address of the first byte. */
  final long pa;

  /** As {@link Decoded} has them; {@link Op#UNDECODED} where none has been executed. */
  final long[] code = new long[INSTRUCTIONS];

  CodePage(long pa) {
    this.pa = pa;
  }

  /** Forgets what lies in {@code [pa, pa + size)} of this page. */
  void forget(long at, int size) {
    int first = (int) (at - pa) >>> 2;
    int last = (int) (at + size - 1 - pa) >>> 2;
    for (int i = first; i <= last; i++) {
      code[i] = Op.UNDECODED;
    }
  }
}
