// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import org.earlymap.Hex;
import org.earlymap.InputException;

/** A value of TCR_EL1 that describes no translation. */
public final class TcrException extends InputException {
  private static final long serialVersionUID = 1L;

  private final long value;

  TcrException(long value, String problem) {
    super("TCR_EL1 " + Hex.of(value) + ": " + problem);
    this.value = value;
  }

  /** The register. */
  public long value() {
    return value;
  }
}
