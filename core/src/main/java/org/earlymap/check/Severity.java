// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.util.Locale;

/** How bad a finding is, least first. */
public enum Severity {
  /** Worth knowing; the kernel boots and is protected. */
  NOTE,
  /** Protection or a promise is weaker than it should be. */
  WARNING,
  /**
   * The kernel does not boot or corrupts memory, on some machine or at some load address, or what
   * it executes can be written.
   */
  ERROR;

  /** The name in reports: {@code note}, {@code warning}, {@code error}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
