// SPDX-License-Identifier: Apache-2.0
package org.earlymap.relocate;

import org.earlymap.InputException;

/** A kernel's relocations cannot be found or cannot be applied. */
public final class RelocationException extends InputException {
  private static final long serialVersionUID = 1L;

  public RelocationException(String message) {
    super(message);
  }
}
