// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import org.earlymap.InputException;

/** A value of TCR_EL1 that describes no translation. */
public final class TcrException extends InputException {
  private static final long serialVersionUID = 1L;

  private final long value;

  TcrException(long value, String problem) {
    super(String.format("TCR_EL1 0x%016x: %s", value, problem));
    this.value = value;
  }

  /** The register. */
  public long value() {
    return value;
  }
}
