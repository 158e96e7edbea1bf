// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Earlymap;

/**
 * A stock kernel as it boots, stopped at {@code bootmem_init}, against a build of the model: every
 * word of every image, five registers, {@code memstart_addr}. The KASLR offset is the computed one:
 * at another the kernel would never come to the breakpoint.
 *
 * @param image the Image, not compressed
 * @param config its configuration; without, the build has what the image shows
 * @param places where its functions and variables are
 */
record ModelBoot(Path image, Optional<Path> config, KernelPlaces places) {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** PSTATE.EL, and its value at EL2. */
  private static final long EL_MASK = 3 << 2;

  private static final long EL2 = 2 << 2;

  /**
   * What was compared, and found equal.
   *
   * @param images how many images the build has
   * @param words how many descriptors they hold
   */
  record Compared(int images, long words) {}

  /**
   * Boots and compares.
   *
   * @param folder where the build and the emulator's files go
   */
  Compared compare(LiveCase inputs, Path folder) throws IOException, InterruptedException {
    try (EmulatedBoot running = EmulatedBoot.start(image, inputs, folder)) {
      Path build = folder.resolve("build");
      List<String> command =
          new ArrayList<>(
              List.of(
                  "build",
                  image.toString(),
                  "--engine",
                  "model",
                  "--cpu",
                  inputs.model(),
                  "--dtb",
                  folder.resolve("board.dtb").toString(),
                  "--fdt-address",
                  "0x" + Long.toHexString(inputs.fdtAddress()),
                  "--load-address",
                  "0x" + Long.toHexString(inputs.loadAddress()),
                  "--boot-el",
                  Integer.toString(inputs.bootEl()),
                  "--stage",
                  "paging-init",
                  "-o",
                  build.toString()));
      config.ifPresent(file -> command.addAll(List.of("--config", file.toString())));
      run(command);
      BuildManifest manifest = Build.read(build).manifest();
      running.runTo(pa("bootmem_init", inputs) + manifest.boot().kimageVoffset(), LIMIT);
      assertThat(run(List.of("verify", build.toString(), running.memory() + "@0x40000000")))
          .startsWith("identical: " + manifest.images().size() + " images, ");
      boolean vhe = (running.stub().register(GdbStub.CPSR) & EL_MASK) == EL2;
      compareRegisters(running.stub(), manifest.registers(), vhe);
      assertThat(memstartAddr(running, inputs))
          .as("memstart_addr")
          .isEqualTo(manifest.boot().memstartAddr().orElseThrow());
      long bytes = manifest.images().stream().mapToLong(BuildManifest.Image::size).sum();
      return new Compared(manifest.images().size(), bytes / Long.BYTES);
    }
  }

  /** A kernel at EL2 has the registers of EL2 under the names of those of EL1. */
  private static void compareRegisters(GdbStub cpu, TranslationRegisters registers, boolean vhe)
      throws IOException {
    String el = vhe ? "_EL2" : "_EL1";
    assertThat(cpu.register("TCR" + el)).as("TCR").isEqualTo(registers.tcr().value());
    assertThat(cpu.register("MAIR" + el)).as("MAIR").isEqualTo(registers.mair().value());
    assertThat(cpu.register(vhe ? "SCTLR_EL2" : "SCTLR"))
        .as("SCTLR")
        .isEqualTo(registers.sctlr().value());
    assertThat(cpu.register("TTBR0" + el))
        .as("TTBR0")
        .isEqualTo(registers.ttbr0().orElseThrow().value());
    assertThat(cpu.register("TTBR1" + el))
        .as("TTBR1")
        .isEqualTo(registers.ttbr1().orElseThrow().value());
  }

  private long memstartAddr(EmulatedBoot running, LiveCase inputs) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel memory = FileChannel.open(running.memory(), StandardOpenOption.READ)) {
      memory.read(bytes, pa("memstart_addr", inputs) - EmulatedBoot.MEMORY);
    }
    return bytes.getLong(0);
  }

  private long pa(String symbol, LiveCase inputs) {
    return inputs.loadAddress() + places.distance(symbol).orElseThrow();
  }

  private static String run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Earlymap.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(new String[0]));
    assertThat(code).as("%s%n%s%n%s", String.join(" ", arguments), out, err).isZero();
    return out.toString();
  }
}
