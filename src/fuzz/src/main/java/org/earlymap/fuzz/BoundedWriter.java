// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.IOException;
import java.io.Writer;

/** Takes so much output, and then refuses it as a full disk does. */
final class BoundedWriter extends Writer {
  private long left;
  private boolean used;
  private int hash;

  BoundedWriter(long most) {
    this.left = most;
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    used = true;
    left -= length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + text[i];
    }
    if (left < 0) {
      throw new IOException("more output than an input of this size should have");
    }
  }

  /** Whether anything came. */
  boolean isUsed() {
    return used;
  }

  /** A number by which other output is told apart. */
  int hash() {
    return hash;
  }

  @Override
  public void flush() {
    // Nothing is kept.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
