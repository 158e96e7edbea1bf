// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import org.earlymap.InputException;

/** A kernel cannot be run as it was given. */
public final class KernelRunException extends InputException {
  private static final long serialVersionUID = 1L;

  /** With a sentence that names the file and what is wrong. */
  public KernelRunException(String message) {
    super(message);
  }
}
