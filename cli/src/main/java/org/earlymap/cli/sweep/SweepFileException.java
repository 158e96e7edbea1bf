// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import org.earlymap.InputException;

/** A file that does not describe a sweep. */
public final class SweepFileException extends InputException {
  private static final long serialVersionUID = 1L;

  public SweepFileException(String message) {
    super(message);
  }

  public SweepFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
