// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.util.List;
import picocli.CommandLine.HelpCommand;

/**
 * The subcommands. Only the one that runs is made: building picocli's model of all of them is most
 * of a short run's time.
 */
final class Subcommands {
  /** Prints the help of the others, and so needs them all. */
  static final String HELP = "help";

  /** Their names, in the order of the help. */
  static final List<String> NAMES =
      List.of(
          "build",
          "layout",
          "dump",
          "walk",
          "decode",
          "verify",
          "wx",
          "cpu",
          "inspect",
          "relocate",
          "check",
          "tlbi",
          "completion",
          HELP);
