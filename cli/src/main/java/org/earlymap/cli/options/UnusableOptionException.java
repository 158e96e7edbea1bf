// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import org.earlymap.InputException;

/** Options that cannot be used, alone or together. */
public final class UnusableOptionException extends InputException {
  private static final long serialVersionUID = 1L;

  public UnusableOptionException(String message) {
    super(message);
  }

  public UnusableOptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
