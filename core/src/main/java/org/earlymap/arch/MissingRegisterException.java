// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import org.earlymap.InputException;

/** A register is needed whose value nobody gave. */
public final class MissingRegisterException extends InputException {
  private static final long serialVersionUID = 1L;

  private final String register;

  /** {@code register} is missing, such as {@code TTBR1_EL1}. */
  public MissingRegisterException(String register) {
    super(register + " is needed, and nothing says its value");
    this.register = register;
  }

  /** The register's name. */
  public String register() {
    return register;
  }
}
