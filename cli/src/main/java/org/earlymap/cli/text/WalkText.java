// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.text;

import org.earlymap.Hex;
import org.earlymap.table.WalkStep;

/** A step of a walk as every command prints it. */
public final class WalkText {
  private WalkText() {}

  /** {@code level 1 table 0x… index 3}. */
  public static String place(WalkStep step) {
    return "level " + step.level() + "  table " + Hex.of(step.tablePa()) + " index " + step.index();
  }

  /** The place, and the descriptor there. */
  public static String of(WalkStep step) {
    return place(step) + "  " + Hex.of(step.descriptor());
  }
}
