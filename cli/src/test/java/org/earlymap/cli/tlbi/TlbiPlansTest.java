// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.cli.Invocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tlbi --from --to} on plans: the operations of the regime that they are for. */
class TlbiPlansTest {
  private static final String TABLES = "tables: { at: 0x48000000, size: 256K }";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"el1, vaale1is", "el2, vale2is", "el3, vale3is"})
  void aPageThatIsNoLongerExecutableIsInvalidated(String regime, String operation)
      throws IOException {
    plan("old", regime, "access: rx", TABLES);
    plan("new", regime, "access: r", TABLES);
    assertThat(tlbi())
        .contains(
            """
            0x0000000040000000..0x0000000040001000  4 KiB, level 3, permissions: invalidate
              dsb   ishst
              tlbi  OPERATION  TTL none, VA 0x0000000040000000
              dsb   ish
              isb
            """
                .replace("OPERATION", String.format("%-30s", operation + ", 0x0000000000040000")));
  }

  @Test
  void stage2DropsWhatCombinesBothStagesAfterItsOwn() throws IOException {
    plan("old", "stage2", "access: rx", TABLES);
    plan("new", "stage2", "access: r", TABLES);
    assertThat(tlbi())
        .contains(
            """
              dsb   ishst
              tlbi  ipas2le1is, 0x0000000000040000  TTL none, IPA 0x0000000040000000
              dsb   ish
              tlbi  vmalle1is
              dsb   ish
              isb
            """);
    assertThat(tlbi("--format", "json"))
        .contains("\"regime\" : \"stage 2\"")
        .contains("\"operations\" : [ [ \"ipas2le1is\", \"0x40000\" ] ]")
        .contains("\"afterwards\" : \"vmalle1is\"");
  }

  @ParameterizedTest
  @CsvSource({
    "el1, TTBR0_EL1, vmalle1is",
    "el2, TTBR0_EL2, alle2is",
    "el3, TTBR0_EL3, alle3is",
    "stage2, VTTBR_EL2, vmalls12e1is"
  })
  void aRootThatMovesTakesEverything(String regime, String register, String operation)
      throws IOException {
    plan("old", regime, "access: r", TABLES);
    plan("new", regime, "access: r", "tables: { at: 0x49000000, size: 256K }");
    assertThat(tlbi())
        .contains("write " + register + ", invalidate everything")
        .contains("  dsb   ishst\n  tlbi  " + operation + "\n  dsb   ish\n  isb\n");
    assertThat(tlbi("--format", "json")).contains("\"everything\" : \"" + operation + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "el2, va-bits: 40, TCR_EL2 changes. Turn the MMU off, alle2is",
    "el3, 'policy: { writable-and-executable: allow }', SCTLR_EL3 changes, alle3is",
    "stage2, fwb: true, HCR_EL2 changes. Turn stage 2 off, vmalls12e1is",
    "stage2, granule: 16K, VTCR_EL2 changes, vmalls12e1is"
  })
  void otherRegistersTakeEverything(String regime, String change, String sentence, String operation)
      throws IOException {
    plan("old", regime, "access: r", TABLES);
    plan("new", regime, "access: r", TABLES + "\n" + change);
    assertThat(tlbi()).contains(sentence).contains("  tlbi  " + operation + "\n");
    assertThat(tlbi("--format", "json")).contains("\"translationControlChanges\" : true");
  }

  @Test
  void tablesOfAnotherRegimeAreNotCompared() throws IOException {
    plan("old", "el2", "access: r", TABLES);
    plan("new", "el3", "access: r", TABLES);
    Invocation run = Invocation.of("tlbi", "--from", folder + "/old", "--to", folder + "/new");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("found tables of EL2, expected those of EL3");
  }

  /** Of several roots one must be named; the only one need not be. */
  @Test
  void oneOfSeveralRootsIsNamed() throws IOException {
    for (String name : new String[] {"old", "new"}) {
      plan(
          name,
          "el1",
          "access: r }\n  - { name: upper, va: 0xffffff8000000000, pa: 0, size: 4K, access: r",
          TABLES);
    }
    Invocation run = Invocation.of("tlbi", "--from", folder + "/old", "--to", folder + "/new");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("several roots, choose one with --root: t_lower, t_upper");
    assertThat(tlbi("--root", "t_upper")).contains("0 ranges change");
  }

  private String tlbi(String... more) {
    String[] arguments = new String[5 + more.length];
    String[] first = {"tlbi", "--from", folder + "/old", "--to", folder + "/new"};
    System.arraycopy(first, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    Invocation run = Invocation.of(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  private void plan(String name, String regime, String how, String rest) throws IOException {
    StringBuilder text = new StringBuilder("schema: earlymap.plan/1\nname: t\n");
    text.append("regime: ").append(regime).append('\n');
    text.append(rest.contains("va-bits") ? "" : "va-bits: 39\n").append("pa-bits: 40\n");
    String size = rest.contains("16K") ? "16K" : "4K";
    text.append("regions:\n  - { name: r, va: 0x40000000, size: " + size + ", " + how + " }\n");
    text.append(rest).append('\n');
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, text);
    Invocation run = Invocation.of("plan", file.toString(), "-o", folder.resolve(name).toString());
    assertThat(run.code()).as(run.err()).isZero();
  }
}
