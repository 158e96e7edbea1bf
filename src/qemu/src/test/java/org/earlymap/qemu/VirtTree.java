// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** The device tree of QEMU's virt board, with what a boot is to find in it. */
final class VirtTree {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private VirtTree() {}

  /**
   * The blob as QEMU makes it, its random seeds taken out.
   *
   * @param chosen more lines of {@code /chosen}, in the syntax of {@code dtc}
   * @param folder where files go
   */
  static byte[] of(
      String cpu,
      int bootEl,
      int memoryMebibytes,
      String commandLine,
      OptionalLong seed,
      String chosen,
      Path folder)
      throws IOException, InterruptedException {
    Path dumped = folder.resolve("virt.dtb");
    String machine = "virt,dumpdtb=" + dumped + (bootEl == 2 ? ",virtualization=on" : "");
    Tool.run(
        folder,
        LIMIT,
        List.of(
            "qemu-system-aarch64",
            "-M",
            machine,
            "-cpu",
            cpu,
            "-m",
            memoryMebibytes + "M",
            "-display",
            "none"));
    Path source = folder.resolve("virt.dts");
    Tool.run(
        folder,
        LIMIT,
        List.of("dtc", "-q", "-O", "dts", "-o", source.toString(), dumped.toString()));
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(source)) {
      if (!line.contains("kaslr-seed") && !line.contains("rng-seed")) {
        text.append(line).append('\n');
      }
      if (line.trim().equals("chosen {")) {
        text.append("bootargs = \"").append(commandLine).append("\";\n");
        seed.ifPresent(
            value ->
                text.append(
                    String.format(
                        "kaslr-seed = <0x%x 0x%x>;%n", value >>> 32, value & 0xffff_ffffL)));
        text.append(chosen);
      }
    }
    Files.writeString(source, text);
    Path blob = folder.resolve("virt-chosen.dtb");
    Tool.run(
        folder, LIMIT, List.of("dtc", "-q", "-O", "dtb", "-o", blob.toString(), source.toString()));
    return Files.readAllBytes(blob);
  }
}
