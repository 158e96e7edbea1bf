// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import org.earlymap.InputException;

/** A file that is not a layout as {@code earlymap layout --format json} writes it. */
public final class LayoutFileException extends InputException {
  private static final long serialVersionUID = 1L;

  public LayoutFileException(String message) {
    super(message);
  }

  public LayoutFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
