// SPDX-License-Identifier: Apache-2.0
package org.earlymap.config;

import org.earlymap.InputCause;
import org.earlymap.InputException;

/** A configuration that no kernel can have, or that lacks what the caller needs to know. */
public final class KernelConfigException extends InputException {
  private static final long serialVersionUID = 1L;

  public KernelConfigException(String message) {
    super(message);
  }

  /** With what the caller could mend. */
  public KernelConfigException(String message, InputCause inputCause) {
    super(message, inputCause);
  }
}
