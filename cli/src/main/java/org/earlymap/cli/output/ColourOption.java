// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import picocli.CommandLine.Option;

/** Whether a command's text has colours. */
public final class ColourOption {
  @Option(
      names = {"--color", "--colour"},
      paramLabel = "WHEN",
      description = "auto (default: on a terminal, without NO_COLOR), always or never.")
  private When when = When.AUTO;

  /** What may be asked for. */
  enum When {
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * What to paint with.
   *
   * @param standard whether the text goes to standard output, which may be a terminal
   */
  public Paint paint(boolean standard) {
    return new Paint(
        switch (when) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> standard && Terminal.hasColour();
        });
  }
}
