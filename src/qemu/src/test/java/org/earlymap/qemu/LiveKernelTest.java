// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Earlymap;
import org.earlymap.format.Bytes;
import org.earlymap.format.NameFilter;
import org.earlymap.format.symbols.Kallsyms;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Debian's stock kernel as it boots, stopped at {@code bootmem_init}, against a build. */
@RequiresTool({"apt-get", "dpkg-deb", "qemu-system-aarch64"})
@Execution(ExecutionMode.CONCURRENT)
class LiveKernelTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** PSTATE.EL, and its value at EL2. */
  private static final long EL_MASK = 3 << 2;

  private static final long EL2 = 2 << 2;

  @TempDir static Path folder;
  @TempDir Path output;
  private static final AtomicInteger BOOTS = new AtomicInteger();
  private static final AtomicLong DESCRIPTORS = new AtomicLong();
  private static Optional<StockKernel> stock = Optional.empty();
  private static final Map<String, Long> DISTANCES = new HashMap<>();

  @BeforeAll
  static void unpack() throws Exception {
    stock = StockKernel.get(StockKernel.CAPTURED, folder);
    assumeThat(stock).as("Debian's kernel package cannot be downloaded here").isPresent();
    Kallsyms.find(Bytes.map(image()))
        .orElseThrow()
        .visit(
            new NameFilter(List.of("bootmem_init", "memstart_addr"), "memstart"),
            (name, type, distance, size) -> DISTANCES.putIfAbsent(name, distance));
  }

  @AfterAll
  static void report() {
    System.out.println(BOOTS + " boots, " + DESCRIPTORS + " descriptors equal");
  }

  static List<LiveCase> cases() {
    return LiveCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pagingInitEqualsTheRunningKernel(LiveCase inputs) throws Exception {
    try (EmulatedBoot running = EmulatedBoot.start(image(), inputs, output)) {
      Path build = output.resolve("build");
      run(
          "build",
          image().toString(),
          "--config",
          config().toString(),
          "--cpu",
          inputs.model(),
          "--dtb",
          output.resolve("board.dtb").toString(),
          "--fdt-address",
          "0x" + Long.toHexString(inputs.fdtAddress()),
          "--load-address",
          "0x" + Long.toHexString(inputs.loadAddress()),
          "--boot-el",
          Integer.toString(inputs.bootEl()),
          "--stage",
          "paging-init",
          "-o",
          build.toString());
      BuildManifest manifest = Build.read(build).manifest();
      running.runTo(pa("bootmem_init", inputs) + manifest.boot().kimageVoffset(), LIMIT);
      assertThat(run("verify", build.toString(), running.memory() + "@0x40000000"))
          .startsWith("identical: " + manifest.images().size() + " images, ");
      DESCRIPTORS.addAndGet(
          manifest.images().stream().mapToLong(BuildManifest.Image::size).sum() / 8);
      BOOTS.incrementAndGet();
      boolean vhe = (running.stub().register(GdbStub.CPSR) & EL_MASK) == EL2;
      compareRegisters(running.stub(), manifest.registers(), vhe);
      assertThat(memstartAddr(running, inputs))
          .as("memstart_addr")
          .isEqualTo(manifest.boot().memstartAddr().orElseThrow());
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

  private static long memstartAddr(EmulatedBoot running, LiveCase inputs) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel memory = FileChannel.open(running.memory(), StandardOpenOption.READ)) {
      memory.read(bytes, pa("memstart_addr", inputs) - EmulatedBoot.MEMORY);
    }
    return bytes.getLong(0);
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Earlymap.run(new PrintWriter(out), new PrintWriter(err), arguments);
    assertThat(code).as("%s%n%s%n%s", String.join(" ", arguments), out, err).isZero();
    return out.toString();
  }

  private static long pa(String symbol, LiveCase inputs) {
    return inputs.loadAddress() + Objects.requireNonNull(DISTANCES.get(symbol), symbol);
  }

  private static Path image() {
    return stock.orElseThrow().image();
  }

  private static Path config() {
    return stock.flatMap(StockKernel::config).orElseThrow();
  }
}
