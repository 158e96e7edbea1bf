// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code earlymap cpu}, run as a user does. */
final class CpuCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void registersFieldByField() {
    assertThat(run("cortex-a72")).isZero();
    assertThat(out.toString())
        .startsWith("cortex-a72: Arm Cortex-A72 r0p3\n")
        .contains(
            """
            ID_AA64MMFR0_EL1 = 0x0000000000001124
              31:28  TGran4        0      4K granule: 48-bit addresses
              27:24  TGran64       0      64K granule: yes
              23:20  TGran16       0      16K granule: none
              15:12  SNSMem        1      secure and non-secure memory told apart: yes
              11:8   BigEnd        1      both byte orders: FEAT_MixedEnd
              7:4    ASIDBits      2      size of an ASID: 16 bits
              3:0    PARange       4      physical address size: 44 bits, 16 TiB
              7 more fields are 0
            """);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void overridesAndTheirVerdicts() {
    run("qemu-max", "--cmdline", "quiet arm64.nolva id_aa64pfr1.bt=0 id_aa64pfr1.mte=g");
    assertThat(flat())
        .contains(
            "TGran4 1 4K granule: 52-bit addresses (FEAT_LPA2) -> overridden to 0: 48-bit"
                + " addresses")
        .contains(
            "quiet not an override"
                + " arm64.nolva stands for id_aa64mmfr2.varange=0"
                + " id_aa64mmfr2.varange=0 accepted: LPA2 is taken out of ID_AA64MMFR0_EL1 too, and"
                + " PARange set to 48 bits"
                + " id_aa64pfr1.bt=0 accepted"
                + " id_aa64pfr1.mte=g NOT A VALUE: a value is one hexadecimal digit, with or"
                + " without 0x before it"
                + " id_aa64mmfr0 value 0x0000000000000005 mask 0x00000000f000000f")
        .contains("virtual addresses 48 bits T1SZ is 16, and the root table is one level down");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void aRejectedOverrideIsMarkedAndStillSeen() {
    run("cortex-a72", "--page-size=64K", "--cmdline=id_aa64mmfr2.varange=1");
    assertThat(flat())
        .contains("virtual address size: 48 bits -> override rejected")
        .contains("VARange is 0, seen as 15 (cpu_has_lva, any override)");
  }

  @Test
  void theReleaseDecidesWhatCanBeOverridden() {
    run("qemu-max", "--cmdline=arm64.nogcs", "--release=6.12.117");
    assertThat(out.toString()).contains("NOT AN OVERRIDE: no such alias in this kernel");
    run("qemu-max", "--cmdline=arm64.nogcs", "--release=6.13");
    assertThat(out.toString()).contains("id_aa64pfr1.gcs=0           accepted");
    run("qemu-max", "--cmdline=arm64.nowxn", "--traits=lpa2-v3");
    assertThat(out.toString()).contains("arm64_sw.nowxn=1            accepted");
  }

  @Test
  void modelsAreListed() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString().lines()).hasSameSizeAs(CpuModel.shipped());
    assertThat(out.toString()).contains("neoverse-n2       Arm Neoverse N2 r0p3\n");
    run("--list", "--format=json");
    assertThat(JSON.readTree(out.toString()).at("/cpus/0/source").asString()).contains("QEMU");
  }

  @Test
  void jsonSaysTheSame() {
    run("qemu-max", "--format=json", "--cmdline=arm64.nobti id_aa64mmfr2.varange=2 x");
    JsonNode root = JSON.readTree(out.toString());
    assertThat(root.at("/overrides/id_aa64pfr1").toString()).isEqualTo("[\"0\",\"0xf\"]");
    assertThat(root.at("/overrides/id_aa64mmfr2").toString()).isEqualTo("[\"0xf0000\",\"0\"]");
    assertThat(root.at("/registers/ID_AA64PFR1_EL1/fields/BT/overridden").asInt(-1)).isZero();
    assertThat(root.at("/registers/ID_AA64MMFR2_EL1/fields/VARange/overrideRejected").asBoolean())
        .isTrue();
    assertThat(root.get("tokens"))
        .extracting(token -> token.get("outcome").asString())
        .containsExactly("expanded", "accepted", "rejected", "ignored");
    assertThat(root.get("decisions")).hasSize(13);
  }

  @Test
  void aFileAndRegistersOnTop() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("mine.json"),
            "{\"name\": \"mine\", \"registers\": {\"ID_AA64MMFR0_EL1\": \"0x1125\"}}");
    assertThat(run(file.toString(), "--id-register=MIDR_EL1=0x410fd083", "--all")).isZero();
    assertThat(out.toString())
        .startsWith("mine (Cortex-A72 r0p3)\n")
        .contains("BigEndEL0     0      both byte orders at EL0 only: no")
        .doesNotContain("more fields");
    assertThat(out.toString()).doesNotContain(IdRegister.ID_AA64MMFR1_EL1 + " =");
  }

  @Test
  void whatIsUncertainAndWhatIsIgnoredIsSaid() throws Exception {
    assertThat(run("cortex-x3")).isZero();
    assertThat(out.toString())
        .contains("Derived: the registers of cortex-a710")
        .contains("  uncertain: Every register but MIDR_EL1: no manual");
    Path file =
        Files.writeString(
            folder.resolve("dump.json"),
            "{\"registers\": {\"MIDR_EL1\": \"0x410fd083\", \"MPIDR_EL1\": 5, \"ID_NEW_EL1\": 6}}");
    assertThat(run(file.toString())).isZero();
    assertThat(out.toString()).contains("read by nothing early: ID_NEW_EL1, MPIDR_EL1\n");
    assertThat(run(file.toString(), "--format", "json")).isZero();
    JsonNode others = JSON.readTree(out.toString()).get("cpu").get("otherRegisters");
    assertThat(others.toString()).isEqualTo("{\"ID_NEW_EL1\":\"0x6\",\"MPIDR_EL1\":\"0x5\"}");
  }

  /** The real kernel's answers to 300 command lines. */
  @Test
  void aBatchOfCommandLines() throws Exception {
    byte[] vectors;
    try (InputStream in = getClass().getResourceAsStream("/vectors/overrides.json")) {
      vectors = Objects.requireNonNull(in).readAllBytes();
    }
    JsonNode expected = JSON.readTree(vectors);
    StringBuilder questions = new StringBuilder();
    for (JsonNode vector : expected) {
      questions.append(questions.length() == 0 ? "[" : ",");
      questions.append(((ObjectNode) vector.deepCopy()).without("overrides").toString());
    }
    Path file = Files.writeString(folder.resolve("batch.json"), questions + "]");

    assertThat(run("--batch=" + file)).isZero();
    assertThat(JSON.readTree(out.toString())).isEqualTo(expected).hasSize(300);
    assertThat(out.toString().strip())
        .isEqualTo(new String(vectors, StandardCharsets.UTF_8).strip());
  }

  @Test
  void whatCannotBeUsedIsTrouble() throws Exception {
    trouble("did you mean one of cortex-a73, cortex-a75, cortex-a72, cortex-a76?", "cortex-a74");
    trouble("no such file", folder.resolve("absent.json").toString());
    trouble("no ID register is called 'NOPE'", "--id-register=NOPE=1");
    trouble("not a page size", "--page-size=8K");
    trouble("expected 1 or 2", "--boot-el=3");
    trouble("expected one of [39, 48, 52]", "--va-bits=64");
    trouble("expected one of [39, 48, 52] with 4K pages", "--va-bits=47");
    trouble("Linux 9.99 is not known; known are 6.1 to 7.3", "--release=9.99");
    trouble("is not a release", "--release=newest");
    trouble("expected lpa2-v3", "--traits=6.9");
    trouble("since 6.9", "--release=6.6");
    wrongBatch("{}", "expected a JSON array");
    wrongBatch("[", "not JSON");
    wrongBatch("[1]", "element 0: found 1, expected an object");
    wrongBatch("[{}]", "element 0: \"kernel\": found nothing");
    wrongBatch("[{\"kernel\": \"8k\"}]", "expected 4k-lpa2, 16k-lpa2 or no-lpa2");
    String start = "[{\"kernel\": \"no-lpa2\", \"cmdline\": \"\", ";
    wrongBatch(start + "\"boot_el\": 3, \"e2h_stuck\": false}]", "expected 1 or 2");
    wrongBatch(start + "\"boot_el\": 1, \"e2h_stuck\": 0}]", "expected true or false");
    wrongBatch(start + "\"ID_AA64MMFR0_EL1\": 1}]", "hexadecimal digits");
  }

  private void wrongBatch(String json, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("wrong.json"), json);
    trouble(message, "--batch=" + file);
  }

  private void trouble(String message, String... args) {
    assertThat(run(args)).as("%s", (Object) args).isEqualTo(ExitCode.TROUBLE);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  /** What was printed, with single spaces. */
  private String flat() {
    return out.toString().replaceAll("\\s+", " ");
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = new String[args.length + 1];
    all[0] = "cpu";
    System.arraycopy(args, 0, all, 1, args.length);
    Invocation invocation = Invocation.of(all);
    out.append(invocation.out());
    err.append(invocation.err());
    return invocation.code();
  }
}
