// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Earlymap;
import org.earlymap.emit.EmitForm;
import org.earlymap.tlb.TlbiInstruction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of tables, loaded by the tool that it is for, gives the memory that was planned. */
class EmittedFormsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path UBOOT = Path.of("/usr/lib/u-boot/qemu_arm64/u-boot.bin");
  private static final String AT = "0x48100000";

  private static final String PLAN =
      """
      schema: earlymap.plan/1
      name: loader
      va-bits: 39
      regions:
        - { name: uart, va: 0x09000000, size: 4K, access: rw, memory: device }
        - { name: text, va: 0x40000000, size: 36K, access: rx }
        - { name: ram, va: 0xffffff8000000000, pa: 0x40000000, size: 6148K, access: rw }
      tables: { at: 0x48100000 }
      """;

  @TempDir Path folder;
  private Path tables;
  private Path image;
  private String section;

  @BeforeEach
  void plan() throws IOException {
    Path plan = folder.resolve("plan.yaml");
    Files.writeString(plan, PLAN);
    tables = folder.resolve("tables, a folder");
    String all = String.join(",", Stream.of(EmitForm.values()).map(EmitForm::label).toList());
    earlymap("plan", plan.toString(), "-o", tables.toString(), "--emit", all);
    image = tables.resolve("loader.bin");
    section = ".earlymap.loader_image";
  }

  @Test
  @RequiresTool("qemu-system-aarch64")
  void qemuLoadsThemByTheScript() throws Exception {
    sameInQemu(tables, "sh " + quoted(tables.resolve("tables.qemu.sh")));
  }

  @Test
  @RequiresTool("qemu-system-aarch64")
  void qemuLoadsTheElf() throws Exception {
    Path elf = Files.copy(tables.resolve("tables.elf"), folder.resolve("tables.elf"));
    sameInQemu(tables, "qemu-system-aarch64 -device loader,file=" + elf);
  }

  @Test
  @RequiresTool({"qemu-system-aarch64", "gdb-multiarch"})
  void gdbRestoresThem() throws Exception {
    Path dump = folder.resolve("dump");
    String qemu = "qemu-system-aarch64 -M virt -m 256 -display none -nodefaults -S -gdb stdio";
    // That QEMU goes away when gdb kills it is an error to gdb.
    String gdb =
        "gdb-multiarch -nx -batch -ex 'target remote | "
            + qemu
            + "' -x tables.gdb -ex 'dump binary memory "
            + dump
            + " "
            + AT
            + " "
            + AT
            + "+"
            + Files.size(image)
            + "' -ex 'help earlymap_registers' -ex kill; true";
    String printed = Tool.run(tables, LIMIT, List.of("sh", "-c", gdb));
    assertThat(dump).hasSameBinaryContentAs(image);
    assertThat(printed).contains("the one that switches translation on last");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aarch64-linux-gnu-ld", "ld.lld"})
  @RequiresTool({"aarch64-linux-gnu-ld", "ld.lld", "aarch64-linux-gnu-gcc"})
  void linkersTakeTheObjects(String linker) throws Exception {
    Path program = folder.resolve("program.S");
    Files.writeString(
        program,
        """
                .globl _start
        _start: ldr x0, =earlymap_loader_lower
                ldr x1, =earlymap_TCR_EL1
                b   earlymap_enable_el1
        """);
    Tool.run(folder, LIMIT, gcc("-c", program.toString(), "-o", folder + "/program.o"));
    Tool.run(
        folder,
        LIMIT,
        gcc("-c", tables.resolve("registers.s").toString(), "-o", folder + "/registers.o"));
    Path script = folder.resolve("script.ld");
    Files.writeString(
        script,
        "SECTIONS { .text 0x40000000 : { *(.text) } "
            + section
            + " "
            + AT
            + " : { *("
            + section
            + ") } }");
    for (String object : List.of("tables.o", "tables-pi.o")) {
      Path linked = folder.resolve("linked");
      Tool.run(
          folder,
          LIMIT,
          List.of(
              linker,
              "-T",
              script.toString(),
              "--defsym",
              "earlymap_base=" + AT,
              "-o",
              linked.toString(),
              folder + "/program.o",
              folder + "/registers.o",
              tables.resolve(object).toString()));
      sameAsImage(linked, "aarch64-linux-gnu-objcopy");
      assertThat(Tool.run(folder, LIMIT, List.of("aarch64-linux-gnu-nm", linked.toString())))
          .contains("0000000048100000 D earlymap_loader_lower")
          .contains("A earlymap_TCR_EL1");
    }
  }

  /** Linked somewhere else, the tables are those of a plan that puts them there. */
  @ParameterizedTest
  @ValueSource(strings = {"aarch64-linux-gnu-ld", "ld.lld"})
  @RequiresTool({"aarch64-linux-gnu-ld", "ld.lld", "aarch64-linux-gnu-objcopy"})
  void linkersMoveThePositionIndependentObject(String linker) throws Exception {
    String at = "0x4a345000";
    Path moved = folder.resolve("moved.yaml");
    Files.writeString(moved, PLAN.replace(AT, at));
    earlymap("plan", moved.toString(), "-o", folder + "/moved");
    Path linked = folder.resolve("linked");
    Tool.run(
        folder,
        LIMIT,
        List.of(
            linker,
            "--entry=0",
            "--section-start=" + section + "=" + at,
            "--defsym=earlymap_base=" + at,
            "-o",
            linked.toString(),
            tables + "/tables-pi.o"));
    image = folder.resolve("moved/loader.bin");
    sameAsImage(linked, "aarch64-linux-gnu-objcopy");
    assertThat(Files.mismatch(image, tables.resolve("loader.bin"))).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aarch64-linux-gnu-gcc", "clang"})
  @RequiresTool({"aarch64-linux-gnu-gcc", "clang"})
  void compilersTakeTheArraysWithoutAWarning(String compiler) throws Exception {
    Path object = folder.resolve("tables-c.o");
    List<String> strict =
        List.of(
            compiler, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-std=c11", "-ffreestanding");
    List<String> rest = List.of("-c", tables + "/tables.c", "-o", object.toString());
    List<String> target =
        compiler.equals("clang") ? List.of("--target=aarch64-linux-gnu") : List.of();
    Tool.run(folder, LIMIT, Stream.of(strict, target, rest).flatMap(List::stream).toList());
    sameAsImage(object, "aarch64-linux-gnu-objcopy");
  }

  @Test
  @RequiresTool("aarch64-linux-gnu-gcc")
  void theAssemblerTakesTheData() throws Exception {
    Path object = folder.resolve("tables-s.o");
    Tool.run(folder, LIMIT, gcc("-c", tables + "/tables.S", "-o", object.toString()));
    sameAsImage(object, "aarch64-linux-gnu-objcopy");
  }

  /** Each descriptor's bytes the other way round, which a compiler for the usual order refuses. */
  @Test
  @RequiresTool({"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-ld"})
  void bigEndianTablesAreForBigEndianPrograms() throws Exception {
    ByteBuffer little = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
    Path plan = folder.resolve("big.yaml");
    Files.writeString(plan, PLAN + "big-endian: true\n");
    tables = folder.resolve("big");
    earlymap("plan", plan.toString(), "-o", tables.toString(), "--emit", "c,asm,object-pi");
    image = tables.resolve("loader.bin");
    ByteBuffer big = ByteBuffer.wrap(Files.readAllBytes(image));
    assertThat(big.asLongBuffer()).isEqualTo(little.asLongBuffer());
    Path object = folder.resolve("big.o");
    for (String source : List.of("/tables.c", "/tables.S")) {
      List<String> order = gcc("-mbig-endian", "-ffreestanding", "-Werror", "-c");
      List<String> file = List.of(tables + source, "-o", object.toString());
      Tool.run(folder, LIMIT, Stream.of(order, file).flatMap(List::stream).toList());
      sameAsImage(object, "aarch64-linux-gnu-objcopy");
      assertThatThrownBy(
              () -> Tool.run(folder, LIMIT, gcc("-c", tables + source, "-o", object.toString())))
          .hasMessageContaining("the other byte order");
    }
    List<BuildManifest.Image> images = Build.read(tables).manifest().images();
    List<String> link = new ArrayList<>(place(images, "tables-pi.o", images.get(0).pa(), object));
    link.add(1, "-EB");
    Tool.run(folder, LIMIT, link);
    sameAsImage(object, "aarch64-linux-gnu-objcopy");
  }

  @Test
  @RequiresTool("aarch64-linux-gnu-gcc")
  void theAssemblerKnowsEveryInvalidation() throws Exception {
    StringBuilder source = new StringBuilder("\t.arch armv8.4-a\n");
    for (TlbiInstruction each : TlbiInstruction.values()) {
      boolean plain = each.operand() == TlbiInstruction.Operand.NONE;
      source.append("\ttlbi ").append(each.mnemonic()).append(plain ? "\n" : ", x0\n");
    }
    Path file = folder.resolve("tlbi.S");
    Files.writeString(file, source);
    Tool.run(folder, LIMIT, gcc("-c", file.toString(), "-o", folder + "/tlbi.o"));
  }

  /**
   * For the machine's own architecture, of the same byte order: no library of another is needed.
   */
  @Test
  @RequiresTool("objcopy")
  void rustTakesTheStatics() throws Exception {
    assumeTrue(Tool.find("rustc").isPresent(), "rustc is not on the PATH");
    Path object = folder.resolve("tables-rs.o");
    Tool.run(
        folder,
        LIMIT,
        List.of(
            "rustc",
            "-D",
            "warnings",
            "--crate-type",
            "lib",
            "--emit=obj",
            "-o",
            object.toString(),
            tables + "/tables.rs"));
    sameAsImage(object, "objcopy");
  }

  @Test
  @RequiresTool("dtc")
  void theDeviceTreeCompilerTakesTheNodes() throws Exception {
    Path source = folder.resolve("board.dts");
    Files.writeString(source, "/dts-v1/;\n/include/ \"" + tables + "/tables.dtsi\"\n");
    String compiled =
        Tool.run(folder, LIMIT, List.of("dtc", "-W", "no-ranges_format", "-O", "dts", source + ""));
    assertThat(compiled)
        .contains("tables@48100000")
        .contains(
            String.format(Locale.ROOT, "reg = <0x00 0x48100000 0x00 0x%x>", Files.size(image)));
  }

  @Test
  @RequiresTool("qemu-system-aarch64")
  void uBootWritesThem() throws Exception {
    if (!Files.exists(UBOOT)) {
      assertThat(ToolCondition.isDemanded()).as("u-boot-qemu is installed").isFalse();
      assumeTrue(false, UBOOT + " is not there, so this proof was not run");
    }
    String size = Long.toHexString(Files.size(image));
    Path commands = folder.resolve("commands");
    Files.writeString(
        commands,
        "\n\n"
            + Files.readString(tables.resolve("tables.uboot"))
            + "crc32 "
            + AT.substring(2)
            + " "
            + size
            + "\nreset\n");
    String printed =
        Tool.run(
            folder,
            LIMIT,
            List.of(
                "sh",
                "-c",
                "(sleep 2; cat "
                    + commands
                    + "; sleep 9) | timeout 100 qemu-system-aarch64 -M virt -cpu cortex-a57 -m 512"
                    + " -display none -nodefaults -serial stdio -no-reboot -bios "
                    + UBOOT));
    CRC32 crc = new CRC32();
    crc.update(Files.readAllBytes(image));
    assertThat(printed).contains(String.format(Locale.ROOT, "==> %08x", crc.getValue()));
  }

  /** A kernel's tables are several images, with memory between them that is not theirs. */
  @Test
  @RequiresTool({"qemu-system-aarch64", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-ld"})
  void aBuildHasTheSameFormsAsAPlan() throws Exception {
    tables = folder.resolve("built");
    String all = String.join(",", Stream.of(EmitForm.values()).map(EmitForm::label).toList());
    String kernel = "../../samples/kernel/vmlinux-4k-52";
    earlymap("build", kernel, "-o", tables.toString(), "--emit", all);
    sameInQemu(tables, "sh " + quoted(tables.resolve("tables.qemu.sh")));
    sameInQemu(tables, "qemu-system-aarch64 -device loader,file=" + tables + "/tables.elf");
    List<BuildManifest.Image> images = Build.read(tables).manifest().images();
    assertThat(images).hasSizeGreaterThan(2);
    long base = images.stream().mapToLong(BuildManifest.Image::pa).min().orElseThrow();
    Path c = folder.resolve("tables-c.o");
    Path asm = folder.resolve("tables-s.o");
    Path linked = folder.resolve("linked");
    Path moved = folder.resolve("moved");
    Tool.run(folder, LIMIT, gcc("-Werror", "-c", tables + "/tables.c", "-o", c.toString()));
    Tool.run(folder, LIMIT, gcc("-c", tables + "/tables.S", "-o", asm.toString()));
    Tool.run(folder, LIMIT, place(images, "tables.o", base, linked));
    Tool.run(folder, LIMIT, place(images, "tables-pi.o", base, moved));
    byte[] flat = Files.readAllBytes(tables.resolve("tables.img"));
    int used = 0;
    for (BuildManifest.Image each : images) {
      image = tables.resolve(each.file());
      section = ".earlymap." + each.name() + "_image";
      for (Path form : List.of(c, asm, linked, moved)) {
        sameAsImage(form, "aarch64-linux-gnu-objcopy");
      }
      int from = (int) (each.pa() - base);
      assertThat(Arrays.copyOfRange(flat, from, from + (int) each.size()))
          .isEqualTo(Files.readAllBytes(image));
      Arrays.fill(flat, from, from + (int) each.size(), (byte) 0);
      used += (int) each.size();
    }
    assertThat(flat).as("between the images").containsOnly(0).hasSizeGreaterThan(used);
  }

  private List<String> place(
      List<BuildManifest.Image> images, String object, long base, Path linked) {
    Stream<String> sections =
        images.stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "--section-start=.earlymap.%s_image=0x%x",
                        each.name(),
                        each.pa()));
    Stream<String> rest =
        Stream.of(
            "--entry=0",
            "--defsym=earlymap_base=0x" + Long.toHexString(base),
            "-o",
            linked.toString(),
            tables + "/" + object);
    return Stream.of(Stream.of("aarch64-linux-gnu-ld"), sections, rest)
        .flatMap(parts -> parts)
        .toList();
  }

  /** The early tables of a stock kernel go into a machine's memory, where they verify. */
  @Test
  @Tag("kernels")
  @RequiresTool("qemu-system-aarch64")
  void aStockKernelsTablesAreLoaded() throws Exception {
    Optional<StockKernel> stock = StockKernel.get(StockKernel.CAPTURED, folder);
    assumeTrue(stock.isPresent(), "the kernel cannot be had");
    Path out = folder.resolve("stock");
    earlymap(
        "build",
        stock.get().image().toString(),
        "--config",
        stock.get().config().orElseThrow().toString(),
        "--memory",
        "0x40000000:256M",
        "--stage",
        "paging-init",
        "-o",
        out.toString(),
        "--emit",
        "qemu");
    sameInQemu(out, "sh " + quoted(out.resolve("tables.qemu.sh")));
  }

  /** Starts QEMU, which does not run, and has earlymap verify what is in its memory. */
  private void sameInQemu(Path build, String start) throws Exception {
    StringBuilder monitor = new StringBuilder();
    StringBuilder more = new StringBuilder();
    for (BuildManifest.Image each : Build.read(build).manifest().images()) {
      Path file = folder.resolve("saved-" + Long.toHexString(each.pa()));
      monitor.append(
          String.format(Locale.ROOT, "pmemsave 0x%x %d \"%s\"%n", each.pa(), each.size(), file));
      more.append(file).append("@0x").append(Long.toHexString(each.pa())).append(' ');
    }
    monitor.append("quit\n");
    Path commands = folder.resolve("monitor");
    Files.writeString(commands, monitor);
    Tool.run(
        folder,
        LIMIT,
        List.of(
            "sh",
            "-c",
            start
                + " -M virt -cpu max -m 256 -display none -nodefaults -S -monitor stdio < "
                + commands));
    Build built = Build.read(build);
    for (BuildManifest.Image each : built.manifest().images()) {
      assertThat(folder.resolve("saved-" + Long.toHexString(each.pa())))
          .hasSameBinaryContentAs(build.resolve(each.file()));
    }
    String[] files = more.toString().strip().split(" ");
    assertThat(
            earlymap(
                Stream.concat(Stream.of("verify", build.toString()), Stream.of(files))
                    .toArray(String[]::new)))
        .startsWith("identical");
  }

  private void sameAsImage(Path linked, String objcopy) throws Exception {
    Path bytes = folder.resolve("bytes");
    Tool.run(
        folder,
        LIMIT,
        List.of(objcopy, "-O", "binary", "-j", section, linked.toString(), bytes.toString()));
    assertThat(bytes).hasSameBinaryContentAs(image);
  }

  private static List<String> gcc(String... arguments) {
    return Stream.concat(Stream.of("aarch64-linux-gnu-gcc"), Stream.of(arguments)).toList();
  }

  private static String quoted(Path path) {
    return "'" + path + "'";
  }

  private static String earlymap(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Earlymap.run(new PrintWriter(out), new PrintWriter(err), arguments);
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }
}
