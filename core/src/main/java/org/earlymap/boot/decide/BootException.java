// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.InputCause;
import org.earlymap.InputException;

/** This kernel cannot boot on this machine as described, or is too old to be computed. */
public final class BootException extends InputException {
  private static final long serialVersionUID = 1L;

  public BootException(String message) {
    super(message);
  }

  /** With what the caller could mend. */
  public BootException(String message, InputCause inputCause) {
    super(message, inputCause);
  }
}
