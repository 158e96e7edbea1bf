// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text that ends its lines everywhere in the same way. */
final class Lines {
  private final OutputStream out;

  Lines(OutputStream out) {
    this.out = out;
  }

  Lines line(String text) {
    try {
      out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
