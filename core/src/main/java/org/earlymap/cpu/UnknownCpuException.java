// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import org.earlymap.InputException;

/** A CPU model or an ID register that nobody knows. */
public final class UnknownCpuException extends InputException {
  private static final long serialVersionUID = 1L;

  UnknownCpuException(String message) {
    super(message);
  }
}
