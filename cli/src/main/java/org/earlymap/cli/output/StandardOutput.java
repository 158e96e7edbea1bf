// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The process's standard output, which remembers that a write failed. */
public final class StandardOutput extends OutputStream {
  private final OutputStream stream;
  private Optional<IOException> failure = Optional.empty();

  public StandardOutput(OutputStream stream) {
    this.stream = stream;
  }

  /** Whether all was written that should have been. */
  public boolean isComplete() {
    return failure.isEmpty();
  }

  /** What to say of a failure: nothing to those who closed a pipe, as they know. */
  public Optional<String> complaint() {
    return failure
        .map(e -> String.valueOf(e.getMessage()))
        .filter(reason -> !reason.contains("Broken pipe"))
        .map(reason -> "standard output: cannot be written: " + reason);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      stream.write(bytes, offset, length);
    } catch (IOException e) {
      failure = failure.isPresent() ? failure : Optional.of(e);
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      stream.flush();
    } catch (IOException e) {
      failure = failure.isPresent() ? failure : Optional.of(e);
      throw e;
    }
  }
}
