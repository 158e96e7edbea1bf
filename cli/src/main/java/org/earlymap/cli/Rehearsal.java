// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/**
 * Runs the common commands once, on the samples, so that the launcher's JVM can write down the
 * classes that they load.
 */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Runs them; what they answer is of no interest.
   *
   * @param args the folder of the samples, and a folder to make and write to
   */
  public static void main(String[] args) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    for (List<String> command : commands(args[0], args[1])) {
      Earlymap.run(nowhere, nowhere, command.toArray(String[]::new));
    }
  }

  private static List<List<String>> commands(String samples, String work) {
    return List.of(
        List.of("--help"),
        List.of("build", samples + "/kernel/vmlinux-4k-52", "-o", work),
        List.of("no-such-command"));
  }
}
