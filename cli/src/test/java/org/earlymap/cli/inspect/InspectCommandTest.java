// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectCommandTest {
  @TempDir Path folder;

  @Test
  void printsWhatItFoundAndWhereFrom() throws Exception {
    TruthKernel kernel = TruthKernel.write(TruthFile.named("4k-52--max-base"), folder);
    Invocation run =
        Invocation.of("inspect", kernel.elf().toString(), "--config", kernel.config().toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains(
            "  release       6.12.117\n",
            "  VA bits       52, or 48 on a CPU without them\n",
            "  PA bits       52 (LPA2)\n",
            "  release                 6.12.117 (the configuration's header)\n",
            "0xffff800080010000 .. 0xffff8000801c0000  r-x  _stext .. _etext",
            "0xffff8000803ef000  init_pg_dir         56 KiB        needs 56 KiB\n",
            "on   seg-extra-7                 SEG_EXTRA is 7 pages (symbol: init_pg_dir has 14"
                + " pages)\n",
            "the file does not hold the 277704 bytes of .rela.dyn");
  }

  @Test
  void aReleaseThatIsNewerThanAllKnownIsSaid() {
    String remark = "7.4 (given; 7.4 is newer than the newest known, 7.3: taken as 7.3)";
    String kernel = Path.of("../samples/kernel/vmlinux-4k-52").toString();
    Invocation inspect = Invocation.of("inspect", kernel, "--release=7.4", "--force");
    assertThat(inspect.out()).contains("  release                 " + remark);
    String target = folder.resolve("out").toString();
    Invocation build = Invocation.of("build", kernel, "--release=7.4", "--force", "-o", target);
    assertThat(build.code()).isEqualTo(ExitCode.DONE);
    assertThat(build.out()).contains("7.4 is newer than the newest known, 7.3: taken as 7.3");
    Invocation refused = Invocation.of("inspect", kernel, "--release=7.4");
    assertThat(refused.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(refused.err()).contains("Linux 7.4 is given", "says that it is 6.12.117-sample");
  }

  @Test
  void printsTheSameAsJson() throws Exception {
    TruthFile truth = TruthFile.named("64k-52--max-base");
    TruthKernel kernel = TruthKernel.write(truth, folder);
    Invocation run =
        Invocation.of(
            "inspect",
            kernel.elf().toString(),
            "--config",
            kernel.config().toString(),
            "--format",
            "json");
    JsonNode json = new JsonMapper().readTree(run.out());
    assertThat(json.get("granule").asInt()).isEqualTo(65536);
    assertThat(json.get("vaBitsMin").asInt()).isEqualTo(48);
    assertThat(json.get("levels").asInt()).isEqualTo(3);
    assertThat(json.get("segments").get(1).get("permissions").asString()).isEqualTo("r-x");
    assertThat(json.get("traits").get("c-map-kernel").asBoolean()).isTrue();
    assertThat(json.get("relocations").isNull()).isTrue();
    assertThat(json.get("symbols").size()).isEqualTo(truth.symbols().size());
    assertThat(TruthFile.hex(json.get("symbols").get("_text"))).isEqualTo(0xffff800080000000L);
  }

  @Test
  void countsTheRelocationsOfTheSampleKernel() {
    Path sample = Path.of("../samples/kernel/vmlinux-4k-48-relr");
    Invocation run = Invocation.of("inspect", sample.toString());
    assertThat(run.code()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains("embedded (IKCFG_ST in the kernel)", "R_AARCH64_RELATIVE: applied", "RELR  74  ");
  }

  @ParameterizedTest
  @CsvSource({
    "--va-bits, forty, forty",
    "--release, newest, newest",
    "--trait, colour=on, colour",
    "--trait, pte-dirty=maybe, maybe",
    "--traits, spring, spring",
    "--system-map, nowhere, no such file"
  })
  void refusesWhatItCannotUse(String option, String value, String named) throws Exception {
    TruthKernel kernel = TruthKernel.write(TruthFile.named("4k-39--max-base"), folder);
    Invocation run =
        Invocation.of(
            "inspect",
            kernel.elf().toString(),
            "--config",
            kernel.config().toString(),
            option,
            value);
    assertThat(run.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(named).doesNotContain("\tat ");
  }

  @Test
  void saysWhatIsNoKernel() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "not a kernel, for all its bytes");
    Invocation run = Invocation.of("inspect", file.toString());
    assertThat(run.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("earlymap: " + file + ": offset 0x0: this is no kernel; expected an ELF file")
        .doesNotContain("\tat ");
    assertThat(Invocation.of("inspect", folder.toString()).err())
        .contains("regular file")
        .doesNotContain("internal error");
    assertThat(Invocation.of("inspect", folder + "/none").err()).contains("no such file");
  }
}
