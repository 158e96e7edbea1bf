// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

/** Takes the lines of a sweep in the matrix's order, and prints them in one of its forms. */
interface SweepRows {
  /** Takes one line or several, each with its line feed. */
  void take(String lines);

  /** All lines are there. */
  default void end() {}

  /** Whether nothing was found that answers "no". */
  default boolean isYes() {
    return true;
  }
}
