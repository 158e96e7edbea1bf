// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels that go wrong: each ends with a sentence, and soon. */
final class BadKernelTest {
  private static final int MOVZ_X0 = 0xd2800000;
  private static final int LSL_16 = 1 << 21;
  private static final int LSL_32 = 2 << 21;
  private static final int BR_X0 = 0xd61f0000;
  private static final int MSR_TTBR1_X0 = 0xd5182020;
  private static final int TLBI_ISB = 0xd508871f;
  private static final int ISB = 0xd5033fdf;
  private static final int MRS_X0_TTBR1 = 0xd5382020;
  private static final int BRANCH_TO_ITSELF = 0x14000000;

  @TempDir Path folder;

  private Invocation run(String symbol, int... words) throws IOException {
    return Invocation.of("run", PatchedKernel.write(folder.resolve("bad"), symbol, words));
  }

  @Test
  void aFileThatIsCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(PatchedKernel.SAMPLE);
    for (int size : new int[] {0, 3, 63, 64, 4096, whole.length / 2, whole.length - 1}) {
      Path file = folder.resolve("short");
      Files.write(file, Arrays.copyOf(whole, size));
      for (String command : new String[] {"run", "build", "prove"}) {
        Invocation cut = Invocation.of(command, file.toString());
        assertThat(cut.code()).as(command + " " + size + cut.out()).isEqualTo(ExitCode.TROUBLE);
        assertThat(cut.err()).startsWith("earlymap: ").doesNotContain("internal");
      }
    }
  }

  @Test
  void tablesThatWouldTakeMoreThanAnImageHas() throws IOException {
    String kernel = PatchedKernel.writeMoved(folder.resolve("bad"), "init_pg_end", 1L << 40);
    String out = folder.resolve("out").toString();
    Invocation built = Invocation.of("build", kernel, "--engine", "kernel", "--force", "-o", out);
    assertThat(built.err()).contains("from init_pg_dir to init_pg_end").doesNotContain("internal");
    assertThat(built.code()).isEqualTo(ExitCode.TROUBLE);
  }

  /** Such as the console of {@code earlycon}. */
  @Test
  void readsADeviceThatIsNotThere() throws IOException {
    // ldr x0, [0xdead0000]
    Invocation run = run("create_init_idmap", MOVZ_X0 | LSL_16 | 0xdead << 5, 0xf9400000);
    assertThat(run.code()).isEqualTo(ExitCode.NO);
    assertThat(run.out())
        .contains("data abort, read, external abort", "nothing answers there: a run has memory");
  }

  @Test
  void tablesThatLieOverEachOther() throws IOException {
    String kernel = PatchedKernel.writeMoved(folder.resolve("bad"), "init_idmap_pg_end", 0x1e000);
    String out = folder.resolve("out").toString();
    Invocation built = Invocation.of("build", kernel, "--engine", "kernel", "--force", "-o", out);
    assertThat(built.err())
        .contains("the kernel's symbols let its tables overlap: init_idmap_pg_dir is 0x")
        .contains("and init_pg_dir starts at 0x");
    assertThat(built.code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void jumpsOutOfMemoryBeforeItHasVectors() throws IOException {
    // br 0xdead0000
    Invocation run = run("create_init_idmap", MOVZ_X0 | LSL_16 | 0xdead << 5, BR_X0);
    assertThat(run.code()).isEqualTo(ExitCode.NO);
    assertThat(run.out())
        .contains(
            "does not come to paging-init: an exception at ",
            "has no vector that could be executed",
            "  died    instruction abort, external abort at 0x00000000dead0000 (no vectors yet,"
                + " ESR");
  }

  @Test
  void jumpsOutOfMemoryAndPanics() throws IOException {
    Invocation run = run("paging_init", MOVZ_X0 | LSL_32 | 0xdead << 5, BR_X0);
    assertThat(run.code()).isEqualTo(ExitCode.NO);
    assertThat(run.out())
        .contains("does not come to paging-init: it panics, after ")
        .contains("  panic   unexpected exception")
        .contains("  called  panic \u2190 unexpected_exception+0x");
    Invocation built =
        Invocation.of(
            "build",
            folder.resolve("bad").toString(),
            "--stage=paging-init",
            "--output=" + folder.resolve("out"));
    assertThat(built.code()).isEqualTo(ExitCode.NO);
    assertThat(built.err())
        .containsPattern("it panics, after [0-9,]+ instructions: unexpected exception");
    assertThat(folder.resolve("out")).doesNotExist();
    Invocation proved = Invocation.of("prove", folder.resolve("bad").toString());
    assertThat(proved.code()).isEqualTo(ExitCode.NO);
    assertThat(proved.out())
        .contains("  start-kernel: ")
        .containsPattern(
            "the code does not come to paging-init: it panics, after [0-9,]+ instructions:"
                + " unexpected exception");
  }

  @Test
  void goesRoundForEver() throws IOException {
    Invocation run = run("paging_init", BRANCH_TO_ITSELF);
    assertThat(run.code()).isEqualTo(ExitCode.NO);
    assertThat(run.out())
        .contains("it goes round for ever at ", "a loop of 1 instruction in which nothing changes")
        .contains("  called  paging_init \u2190 start_kernel+0x");
    // 0: add x0, x0, #1; b 0b is not proved to be endless, and is stopped after a number.
    String counting =
        PatchedKernel.write(folder.resolve("bad"), "paging_init", 0x91000400, 0x17ffffff);
    Invocation counted = Invocation.of("run", counting, "--max-instructions", "20000000");
    assertThat(counted.code()).isEqualTo(ExitCode.NO);
    assertThat(counted.out())
        .contains("it was still running, after 20,000,000 instructions", "  called  paging_init");
    Invocation built =
        Invocation.of(
            "build",
            counting,
            "--stage",
            "paging-init",
            "--max-instructions",
            "20000000",
            "-o",
            folder.resolve("build").toString());
    assertThat(built.code()).isEqualTo(ExitCode.NO);
    assertThat(built.err())
        .contains("does not come to paging-init: it was still running, after 20,");
    assertThat(folder.resolve("build")).doesNotExist();
  }

  @Test
  void writesOverItsOwnTables() throws IOException {
    // The root is at the address that TTBR1 holds; the ID map is left in TTBR0, so that it can.
    Invocation run =
        run(
            "idmap_cpu_replace_ttbr1",
            MRS_X0_TTBR1,
            0xf900001f, // str xzr, [x0]
            MSR_TTBR1_X0,
            TLBI_ISB,
            ISB,
            0xd65f03c0);
    assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.NO);
    assertThat(run.out()).contains("does not come to paging-init: ");
  }

  @Test
  void leadsItsTablesToADevice() throws IOException {
    // TTBR1 = 0x9000000, the UART, where there is no memory.
    Invocation run =
        run(
            "idmap_cpu_replace_ttbr1",
            MOVZ_X0 | LSL_16 | 0x900 << 5,
            MSR_TTBR1_X0,
            TLBI_ISB,
            ISB,
            0xd65f03c0);
    assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.NO);
    assertThat(run.out())
        .contains("does not come to paging-init: an exception at ")
        .contains("  died    data abort, write, external abort on a table walk at level 0 at");
  }
}
