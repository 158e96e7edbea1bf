// SPDX-License-Identifier: Apache-2.0
package org.earlymap.emit;

import org.earlymap.InputException;

/** Tables that a form cannot hold. */
public final class EmitException extends InputException {
  private static final long serialVersionUID = 1L;

  EmitException(String message) {
    super(message);
  }
}
