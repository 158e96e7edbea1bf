// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** What to paint with: a file gets no colours, unless they were asked for. */
  public Paint paint() {
    boolean standard =
        command.mixins().values().stream()
            .map(CommandSpec::userObject)
            .filter(OutputOption.class::isInstance)
            .map(OutputOption.class::cast)
            .allMatch(OutputOption::isStandard);
    return new Paint(
        switch (when) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> standard && Terminal.hasColour();
        });
  }
}
