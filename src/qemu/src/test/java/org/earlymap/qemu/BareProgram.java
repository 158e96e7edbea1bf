// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Programs of ours for a machine with nothing else on it. */
final class BareProgram {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private BareProgram() {}

  /**
   * Assembles {@code name}.S, which includes {@code header}.
   *
   * @param address where it is linked
   * @param options more for the compiler
   * @return the ELF file, in {@code folder}
   */
  static Path assemble(Path folder, String name, String header, long address, List<String> options)
      throws IOException, InterruptedException {
    Path source = copied(folder, name + ".S");
    copied(folder, header);
    Path elf = folder.resolve(name + ".elf");
    List<String> command = new ArrayList<>(List.of("aarch64-linux-gnu-gcc", "-nostdlib"));
    command.addAll(List.of("-static", "-Wl,--build-id=none"));
    command.add("-Wl,-Ttext=0x" + Long.toHexString(address));
    command.addAll(options);
    command.addAll(List.of("-o", elf.toString(), source.toString()));
    Tool.run(folder, LIMIT, command);
    return elf;
  }

  private static Path copied(Path folder, String resource) throws IOException {
    Path copy = folder.resolve(resource);
    try (InputStream in = BareProgram.class.getResourceAsStream(resource)) {
      Files.write(copy, Objects.requireNonNull(in).readAllBytes());
    }
    return copy;
  }
}
