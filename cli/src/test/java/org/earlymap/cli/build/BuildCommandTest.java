// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Invocation;
import org.earlymap.config.KernelConfig;
import org.earlymap.testing.ElfWriter;
import org.earlymap.testing.FdtWriter;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.earlymap.testing.TruthTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BuildCommandTest {
  private static final TruthFile TRUTH = TruthFile.named("4k-52--max-base");

  private static final long INIT_PG_DIR =
      TruthFile.hex(TRUTH.root().get("symbols").get("init_pg_dir"));

  @TempDir Path folder;

  @Test
  void imagesOfTheCommandAreTheMemoryOfTheRealKernel() throws IOException {
    Invocation build = build("-o", folder.resolve("out").toString(), "--explain");
    assertThat(build.err()).isEmpty();
    assertThat(build.code()).isZero();
    assertThat(build.out()).contains("init_pg_dir.bin", "0x000000004045e000", "0x08400036b54c3510");
    Build read = Build.read(folder.resolve("out"));
    JsonNode p1 = TRUTH.stage("p1_early_map_kernel");
    for (String[] image :
        new String[][] {
          {"init_idmap_pg_dir", "init_idmap"},
          {"init_pg_dir", "init_pg_dir"},
          {"swapper_pg_dir", "swapper"}
        }) {
      JsonNode captured = p1.get(image[1]);
      BuildManifest.Image written =
          read.manifest().images().stream()
              .filter(entry -> entry.name().equals(image[0]))
              .findFirst()
              .orElseThrow();
      assertThat(written.pa()).isEqualTo(TruthFile.hex(captured.get("pa")));
      assertThat(written.size()).isEqualTo(TruthFile.hex(captured.get("size")));
      TruthTables.check(
          image[0],
          TruthTables.words(captured, (int) (written.size() / 8)),
          read.memory(),
          written.pa(),
          KernelConfig.of(TRUTH.config()));
    }
    assertThat(read.manifest().boot().kimageVoffset()).isEqualTo(0xffff80003fe00000L);
  }

  @Test
  void sameInputGivesSameBytes() throws IOException {
    build("-o", folder.resolve("a").toString(), "--stage", "paging-init");
    build("-o", folder.resolve("b").toString(), "--stage", "paging-init");
    assertThat(contents(folder.resolve("a"))).isEqualTo(contents(folder.resolve("b")));
  }

  @Test
  void laterBuildTakesThePlaceOfTheEarlierOneAndLeavesOtherFiles() throws IOException {
    Path out = folder.resolve("out");
    build("-o", out.toString(), "--stage", "paging-init");
    Files.writeString(out.resolve("notes.txt"), "mine");
    Invocation second = build("-o", out.toString());
    assertThat(second.code()).isZero();
    assertThat(contents(out).keySet())
        .containsExactly(
            "init_idmap_pg_dir.bin",
            "init_pg_dir.bin",
            "manifest.json",
            "notes.txt",
            "swapper_pg_dir.bin");
  }

  @Test
  void regionOfTheKernelThatIsTooSmallIsAnErrorWithRegionSizeAndNeed() throws IOException {
    ElfWriter writer = new ElfWriter(ByteOrder.LITTLE_ENDIAN);
    TRUTH
        .symbols()
        .forEach(
            (name, address) ->
                writer.symbol(
                    name,
                    name.equals("init_pg_end") ? INIT_PG_DIR + 0x3000 : address,
                    0,
                    true,
                    0xfff1));
    Path elf = writer.writeTo(folder.resolve("small"));
    Path config = Files.writeString(folder.resolve("config"), TruthKernel.configText(TRUTH));
    Invocation build =
        Invocation.of(
            "build", elf.toString(), "--config", config.toString(), "-o", folder + "/out");
    assertThat(build.code()).isEqualTo(2);
    assertThat(build.err()).contains("init_pg_dir is too small", "0x3000", "needs 0x");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "_text, ABSENT, _text",
    "_end, ABSENT, _end",
    "init_pg_dir, ABSENT, init_pg_dir",
    "_etext, 0xffff800080000000, _etext at 0xffff800080000000 lies below _stext",
    "_etext, 0xffff8000801c0800, is not aligned to the kernel's pages of 4K",
    "_end, 0xffff80007fff0000, does not lie above its _text",
    "__init_begin, 0x6297a5d2b9a84c04, to __init_begin at 0x6297a5d2b9a84c04 is no part of the"
        + " image",
    "__idmap_text_end, 0xffffffffffffffff, to __idmap_text_end at 0xffffffffffffffff is no part",
    "init_pg_dir, 0xffff8000803ef800, expected whole pages",
    "init_idmap_pg_end, INSIDE, expected whole pages",
  })
  void kernelThatCannotBeSaysWhichSymbolIsWrong(String symbol, String address, String message)
      throws IOException {
    ElfWriter writer = new ElfWriter(ByteOrder.LITTLE_ENDIAN);
    TRUTH
        .symbols()
        .forEach(
            (name, at) -> {
              if (!name.equals(symbol)) {
                writer.symbol(name, at, 0, true, 0xfff1);
              } else if (!address.equals("ABSENT")) {
                long odd = address.equals("INSIDE") ? at - 1 : TruthFile.hex(address);
                writer.symbol(name, odd, 0, true, 0xfff1);
              }
            });
    Path elf = writer.writeTo(folder.resolve("odd"));
    Path config = Files.writeString(folder.resolve("config"), TruthKernel.configText(TRUTH));
    Invocation build =
        Invocation.of(
            "build",
            elf.toString(),
            "--config",
            config.toString(),
            "--stage",
            symbol.startsWith("__") ? "paging-init" : "early-map",
            "--memory",
            "0x40000000:256M",
            "-o",
            folder + "/out");
    assertThat(build.err()).contains(message);
    assertThat(build.code()).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** Its instructions do not show whether it maps with PTE_DIRTY, so its code is asked. */
  @ParameterizedTest
  @CsvSource({
    "booting/vmlinux-booting, 'pte-dirty: off (run: shown by running its code, which maps _data by"
        + " 0x0060000040250703; release 6.12.117 would have it otherwise)'",
    "booting/vmlinux-booting --trait pte-dirty=on, pte-dirty: on (--trait)",
    "booting/vmlinux-booting --traits 6.12.117, traits: 6.12.117 (--traits)",
    "vmlinux-4k-52, traits: 6.12.117 (the release)",
  })
  void whatOnlyARunShowsIsShownByOne(String kernel, String evidence) throws IOException {
    List<String> words = new ArrayList<>(List.of("build"));
    words.addAll(List.of(("../samples/kernel/" + kernel).split(" ", -1)));
    words.addAll(List.of("--engine", "model", "--explain", "-o", folder + "/out"));
    Invocation build = Invocation.of(words.toArray(String[]::new));
    assertThat(build.out()).contains(evidence);
    assertThat(build.out().contains("(run: ")).isEqualTo(evidence.contains("(run: "));
    assertThat(build.code()).isZero();
  }

  /** What a kernel was given may say where it lies and nothing of memory. */
  @Test
  void firstTablesNeedNoMemory() throws IOException {
    Path given = Files.createDirectories(folder.resolve("given"));
    Files.writeString(given.resolve("registers"), "X0=0x48000000\nLOAD_ADDRESS=0x40200000\n");
    Path tree = given.resolve("fdt");
    Files.write(tree, FdtWriter.withRoot().begin("chosen").end().build());
    Path kernel = Path.of("../samples/kernel/vmlinux-4k-52");
    Invocation build =
        Invocation.of(
            "build", kernel.toString(), "--from", given.toString(), "-o", folder + "/out");
    assertThat(build.err()).isEmpty();
    assertThat(build.out()).contains("at EL1, no memory is known", "KASLR offset");
    assertThat(build.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--load-address 0x40201000|not a multiple of 64 KiB",
        "--load-address 0x10000000000000|ends beyond the 52 physical address bits",
        "--memory 0x40000000:256M --memory 0x48000000:256M|overlaps memory",
        "--memory 0xfffffffffffff000:1M|--memory",
        "--fdt-address 0x40300000|overlaps the kernel image",
        "--fdt-address 0x90000000|does not lie in the machine's memory",
        "--fdt-address 0x48000004|not a multiple of 8",
        "--load-address 0x90000000|does not lie in one bank",
        "--cpu cortex-a1000|cortex-a1000",
        "--id-register ID_AA64MMFR9_EL1=1|ID_AA64MMFR9_EL1",
        "--id-register ID_AA64MMFR0_EL1=xyz|xyz",
        "--trait no-such-trait=on|no-such-trait",
        "--trait pte-dirty=maybe|pte-dirty=maybe",
        "--release 6.1|came with 6.9",
        "--stage never|expected init-idmap, early-map",
        "--boot-el 3|--boot-el",
        "--dtb /dev/null|/dev/null",
        "--dtb /no/such/file|no such file",
        "--cpu cortex-a72 --id-register ID_AA64MMFR0_EL1=0xf0000000|no 4K granule",
      })
  void badInputSaysWhatIsWrongAndWritesNothing(String options, String message) throws IOException {
    Path out = folder.resolve("out");
    List<String> args = new ArrayList<>(List.of("-o", out.toString()));
    args.addAll(List.of(options.split(" ")));
    Invocation build = build(args.toArray(String[]::new));
    assertThat(build.err()).contains(message).doesNotContain("\tat ");
    assertThat(build.code()).isEqualTo(2);
    assertThat(build.out()).isEmpty();
    assertThat(out).doesNotExist();
  }

  @Test
  void outputThatCannotBeWrittenLeavesTheOldBuild() throws IOException {
    Path out = folder.resolve("out");
    build("-o", out.toString());
    SortedMap<String, String> before = contents(out);
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(build("-o", file.toString()).code()).isEqualTo(2);
    assertThat(build("-o", file.resolve("below").toString()).code()).isEqualTo(2);
    assertThat(build("-o", out.toString(), "--load-address", "0x1").code()).isEqualTo(2);
    assertThat(contents(out)).isEqualTo(before);
    assertThat(Files.readString(file)).isEqualTo("x");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".earlymap-"));
    }
  }

  private Invocation build(String... options) throws IOException {
    TruthKernel kernel = TruthKernel.write(TRUTH, folder);
    List<String> args = new ArrayList<>(List.of("build", kernel.elf().toString()));
    args.addAll(List.of("--config", kernel.config().toString()));
    if (!List.of(options).contains("--cpu")) {
      args.addAll(List.of("--cpu", "qemu-max"));
    }
    args.addAll(List.of("--cmdline", "console=ttyAMA0 nokaslr"));
    args.addAll(List.of(options));
    return Invocation.of(args.toArray(String[]::new));
  }

  private static SortedMap<String, String> contents(Path directory) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(),
            Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.size(file));
      }
    }
    return contents;
  }
}
