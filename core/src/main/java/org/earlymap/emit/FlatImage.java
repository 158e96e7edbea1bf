// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.IOException;
import java.io.OutputStream;
import org.earlymap.Hex;
import org.earlymap.Sizes;

/** All pieces as one file of memory. */
final class FlatImage {
  private static final long MOST_BYTES = 1L << 30;
  private static final byte[] ZEROS = new byte[1 << 16];

  private FlatImage() {}

  static void write(LoadableTables tables, OutputStream out) throws IOException {
    LoadableTables.Piece last = tables.pieces().get(tables.pieces().size() - 1);
    long base = tables.pieces().get(0).pa();
    long size = last.pa() + last.size() - base;
    if (size > MOST_BYTES) {
      throw new EmitException(
          "flat: the tables lie between "
              + Hex.of(base)
              + " and "
              + Hex.of(base + size)
              + ", expected at most "
              + Sizes.binary(MOST_BYTES));
    }
    long at = base;
    for (LoadableTables.Piece piece : tables.pieces()) {
      while (at < piece.pa()) {
        int count = (int) Math.min(ZEROS.length, piece.pa() - at);
        out.write(ZEROS, 0, count);
        at += count;
      }
      tables.memory().writeTo(out, piece.pa(), piece.size());
      at = piece.pa() + piece.size();
    }
  }
}
