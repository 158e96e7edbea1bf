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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Earlymap;

/**
 * A stock kernel as it boots, stopped at {@code bootmem_init}, against builds of it: every word of
 * every image, five registers, {@code memstart_addr}. The KASLR offset is the computed one: at
 * another the kernel would never come to the breakpoint.
 *
 * @param image the Image, not compressed
 * @param config its configuration; without, the build has what the image shows
 * @param places where its functions and variables are
 */
record ModelBoot(Path image, Optional<Path> config, KernelPlaces places) {
  /** The engine that knows what the kernel's sources say. */
  static final String MODEL = "model";

  /** The engine that executes the kernel's own code. */
  static final String RUN = "kernel";

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Pattern DIFFERENT = Pattern.compile("([0-9]+) of [0-9]+ descriptors differ");

  /** PSTATE.EL, and its value at EL2. */
  private static final long EL_MASK = 3 << 2;

  private static final long EL2 = 2 << 2;

  /**
   * What was compared of one build.
   *
   * @param images how many images the build has
   * @param words how many descriptors they hold
   * @param different how many of them the running kernel does not have
   */
  record Compared(int images, long words, long different) {}

  /** Boots, and compares a build of the model, which has to be equal. */
  Compared compare(LiveCase inputs, Path folder) throws IOException, InterruptedException {
    Compared compared = compare(inputs, folder, List.of(MODEL)).values().iterator().next();
    assertThat(compared.different()).isZero();
    return compared;
  }

  /**
   * Boots and compares.
   *
   * @param folder where the builds and the emulator's files go
   * @param engines what builds
   * @return what was compared of each engine's build
   */
  Map<String, Compared> compare(LiveCase inputs, Path folder, List<String> engines)
      throws IOException, InterruptedException {
    Map<String, Compared> all = new LinkedHashMap<>();
    try (EmulatedBoot running = EmulatedBoot.start(image, inputs, folder)) {
      List<BuildManifest> manifests = new ArrayList<>();
      for (String engine : engines) {
        run(0, build(inputs, folder, engine));
        manifests.add(Build.read(folder.resolve(engine)).manifest());
      }
      long imageOffset = manifests.get(0).boot().kimageVoffset();
      running.runTo(pa("bootmem_init", inputs) + imageOffset, LIMIT);
      boolean vhe = (running.stub().register(GdbStub.CPSR) & EL_MASK) == EL2;
      for (int i = 0; i < engines.size(); i++) {
        BuildManifest manifest = manifests.get(i);
        assertThat(manifest.boot().kimageVoffset()).as("kimage_voffset").isEqualTo(imageOffset);
        compareRegisters(running.stub(), manifest.registers(), vhe);
        if (hasMemstartAddr()) {
          assertThat(memstartAddr(running, inputs))
              .as("memstart_addr")
              .isEqualTo(manifest.boot().memstartAddr().orElseThrow());
        }
        all.put(engines.get(i), verify(folder.resolve(engines.get(i)), manifest, running));
      }
    }
    return all;
  }

  private Compared verify(Path build, BuildManifest manifest, EmulatedBoot running) {
    List<String> command =
        List.of("verify", build.toString(), running.memory() + "@0x40000000", "--all");
    String said = run(1, command);
    int images = manifest.images().size();
    Matcher different = DIFFERENT.matcher(said);
    boolean isDifferent = different.find();
    if (isDifferent) {
      System.err.println(String.join(" ", command) + "\n" + said.lines().limit(20).toList());
    } else {
      assertThat(said).startsWith("identical: " + images + " images, ");
    }
    long bytes = manifest.images().stream().mapToLong(BuildManifest.Image::size).sum();
    return new Compared(
        images, bytes / Long.BYTES, isDifferent ? Long.parseLong(different.group(1)) : 0);
  }

  private List<String> build(LiveCase inputs, Path folder, String engine) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "build",
                image.toString(),
                "--engine",
                engine,
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
                folder.resolve(engine).toString()));
    config.ifPresent(file -> command.addAll(List.of("--config", file.toString())));
    return command;
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

  /** Kernels without CONFIG_KALLSYMS_ALL name no variables. */
  private boolean hasMemstartAddr() {
    return places.distance("memstart_addr").isPresent();
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

  private static String run(int mostCode, List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Earlymap.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(new String[0]));
    assertThat(code).as("%s%n%s%n%s", String.join(" ", arguments), out, err).isBetween(0, mostCode);
    return out.toString();
  }
}
