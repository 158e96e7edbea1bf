// SPDX-License-Identifier: Apache-2.0
package org.earlymap.plan;

import org.earlymap.InputException;

/** A plan asks for what cannot be, or what its policy refuses. */
public final class PlanException extends InputException {
  private static final long serialVersionUID = 1L;

  public PlanException(String message) {
    super(message);
  }

  public PlanException(String message, Throwable cause) {
    super(message, cause);
  }
}
