// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;

/**
 * Runs the common commands once, on the samples, so that the launcher's JVM can write down the
 * classes that they load.
 */
final class ClassArchiveTraining {
  private ClassArchiveTraining() {}

  /**
   * Runs them; what they answer is of no interest.
   *
   * @param args the folder of the samples, and a folder to make and write to
   */
  public static void main(String[] args) {
    PrintWriter nowhere = Main.writer(OutputStream.nullOutputStream(), true);
    for (List<String> command : commands(args[0], args[1])) {
      Earlymap.run(nowhere, nowhere, command.toArray(String[]::new));
    }
  }

  private static List<List<String>> commands(String samples, String work) {
    String kernel = samples + "/kernel/vmlinux-4k-52";
    String config = samples + "/kernel/config-4k-52";
    String tables = work + "/tables";
    return List.of(
        List.of("build", kernel, "--config", config, "--memory", "0x40000000:1G", "-o", tables),
        List.of("build", kernel, "--cpu", "cortex-a72", "--cmdline", "nokaslr", "-o", tables),
        List.of("build", kernel, "--stage", "rodata-ro", "-o", work + "/late"),
        List.of("inspect", kernel),
        List.of("layout", kernel),
        List.of("cpu", "qemu-max"),
        List.of("dump", tables + "/manifest.json"),
        List.of("walk", tables + "/manifest.json", "0xffff800080010000"),
        List.of("check", kernel),
        List.of("--help"),
        List.of("no-such-command"));
  }
}
