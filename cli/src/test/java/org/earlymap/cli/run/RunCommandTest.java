// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample kernel that makes its tables by its own code, executed. */
class RunCommandTest {
  private static final String KERNEL =
      Path.of("../samples/kernel/booting/vmlinux-booting").toAbsolutePath().normalize().toString();

  @TempDir Path folder;

  @Test
  void comesToWhereItIsAskedTo() {
    Invocation run = Invocation.of("run", KERNEL, "--until", "paging_init");
    assertThat(run.out()).contains("came to paging_init after ", "  paging_init, EL1");
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void entersAtEitherExceptionLevel(int level) {
    Invocation run = Invocation.of("run", KERNEL, "--boot-el", String.valueOf(level));
    assertThat(run.out()).contains("came to paging-init", "bootmem_init, EL1");
    assertThat(run.code()).isZero();
  }

  @Test
  void aKernelThatStopsBeforeIsAnAnswer() {
    Invocation run = Invocation.of("run", KERNEL, "--max-instructions", "1000");
    assertThat(run.out())
        .contains("does not come to paging-init: it was still running, after 1,000");
    assertThat(run.code()).isEqualTo(ExitCode.NO);
  }

  @Test
  void powersOffWhenItIsDone() {
    Invocation run = Invocation.of("run", KERNEL, "--until", "unexpected_exception");
    assertThat(run.out()).contains("it asked the firmware to end");
    assertThat(run.code()).isEqualTo(ExitCode.NO);
  }

  @Test
  void writesTheBoardsMemory() throws IOException {
    Path memory = folder.resolve("memory.bin");
    Invocation run =
        Invocation.of(
            "run", KERNEL, "--memory", "0x80000000:256M", "--memory-out", memory.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.size(memory)).isEqualTo(256L << 20);
    Path build = folder.resolve("build");
    Invocation built =
        Invocation.of(
            "build",
            KERNEL,
            "--memory",
            "0x80000000:256M",
            "--stage",
            "paging-init",
            "-o",
            build.toString());
    assertThat(built.out()).contains(", by the kernel: its own code, ");
    assertThat(Invocation.of("verify", build.toString(), memory + "@0x80000000").out())
        .startsWith("identical: ");
  }

  @Test
  void memoryGoesIntoRegularFilesOnly() {
    Invocation run = Invocation.of("run", KERNEL, "--memory-out", folder.toString());
    assertThat(run.err()).contains(folder.toString());
    assertThat(run.code()).isEqualTo(ExitCode.TROUBLE);
    Invocation device = Invocation.of("run", KERNEL, "--memory-out", "/dev/null");
    assertThat(device.err()).contains("/dev/null: not a regular file");
    assertThat(device.code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void aTreeThatDoesNotFitIsSaid() {
    Invocation run = Invocation.of("run", KERNEL, "--fdt-size", "1");
    assertThat(run.err()).contains("bytes, and has room for 1").doesNotContain("internal");
    assertThat(run.code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void whatItBuildsIsWhatItMaps() throws IOException {
    Path build = folder.resolve("build");
    Invocation built =
        Invocation.of("build", KERNEL, "--stage", "paging-init", "-o", build.toString());
    assertThat(built.code()).as(built.err()).isZero();
    BuildManifest manifest = Build.read(build).manifest();
    assertThat(manifest.engine().orElseThrow().name()).isEqualTo(BuildManifest.Engine.KERNEL);
    assertThat(manifest.boot().kimageVoffset()).isEqualTo(0xffff_8000_3fe0_0000L);
    assertThat(Invocation.of("walk", build.toString(), "0xffff800080010000").out())
        .contains("pa 0x0000000040210000  EL1 r-x");
    assertThat(Invocation.of("walk", build.toString(), "0xffff00003fe00000").out())
        .contains("pa 0x000000007fe00000  EL1 rw-");
    assertThat(Invocation.of("wx", build.toString()).code()).isZero();
  }

  @Test
  void aFileWithoutSuchCodeIsLeftToTheModel() {
    String plain = KERNEL.replace("booting/vmlinux-booting", "vmlinux-4k-52");
    String build = folder.resolve("build").toString();
    assertThat(Invocation.of("build", plain, "-o", build).out())
        .contains(", by the model: the file holds no code that makes an ID map");
    Invocation asked = Invocation.of("build", plain, "--engine", "kernel", "-o", build);
    assertThat(asked.err()).contains("--engine kernel: the file holds no code");
    assertThat(asked.code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void theModelOfLinuxIsNotThisKernel() {
    Invocation proof = Invocation.of("prove", KERNEL, "--stage", "early-map");
    assertThat(proof.out())
        .contains("early-map: ", " differ")
        .contains("at 0x0000000040240000, init_idmap_pg_dir, level 0 of init_idmap_pg_dir, VA 0x0")
        .contains("model 0x1000000040241003  table at 0x0000000040241000; UXNTable EL0 executes")
        .contains("code  0x0000000040241003  table at 0x0000000040241000\n")
        .containsPattern(
            "code's written by map_level\\+0x[0-9a-f]+ \u2190 create_init_idmap \u2190"
                + " primary_entry, instruction [0-9,]+\n");
    String json = Invocation.of("prove", KERNEL, "--stage", "init-idmap", "--format", "json").out();
    JsonNode first =
        JsonMapper.shared()
            .readTree(json)
            .path("machines")
            .path(0)
            .path("stages")
            .path(0)
            .path("first")
            .path(0);
    assertThat(first.path("written").path("frames").path(1).asString())
        .startsWith("create_init_idmap+0x");
    assertThat(first.path("modelSays").path(0).asString()).isEqualTo("table at 0x0000000040241000");
    assertThat(proof.code()).isEqualTo(ExitCode.NO);
    assertThat(Invocation.of("prove", KERNEL, "--stage", "early-map", "--format", "junit").out())
        .contains("<testsuite name=\"earlymap prove\" tests=\"1\" failures=\"1\">");
  }

  @Test
  void whatTheModelRefusesIsNotAgreement() {
    Invocation proof =
        Invocation.of(
            "prove",
            KERNEL,
            "--stage",
            "early-map",
            "--id-register",
            "ID_AA64MMFR0_EL1=0xf0000005");
    assertThat(proof.out()).doesNotContain("equal");
    assertThat(proof.code()).as(proof.out() + proof.err()).isEqualTo(ExitCode.TROUBLE);
  }
}
