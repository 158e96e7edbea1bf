// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import org.earlymap.InputException;

/** A machine has no memory, and nothing says where in it the kernel and its device tree lie. */
public final class NoMemoryException extends InputException {
  private static final long serialVersionUID = 1L;

  NoMemoryException() {
    super("the machine has no memory, and nothing says where the kernel and its device tree lie");
  }
}
