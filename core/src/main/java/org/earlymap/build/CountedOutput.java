// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Says of every write how many bytes it was. */
final class CountedOutput extends FilterOutputStream {
  private final LongConsumer written;

  CountedOutput(OutputStream out, LongConsumer written) {
    super(out);
    this.written = written;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    written.accept(1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    written.accept(length);
  }
}
