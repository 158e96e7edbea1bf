// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.Hex;
import org.earlymap.build.Build;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.emit.EmitForm;
import org.earlymap.table.TableRoot;
import org.earlymap.testing.ElfWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code earlymap plan}, and what other commands make of its folders. */
final class PlanCommandTest {
  private static final Path SCHEMA = Path.of("../src/docs/plan.schema.json");

  private static final String PLAN =
      """
      schema: earlymap.plan/1
      name: loader
      program: program.elf
      granule: 4K
      va-bits: 39
      pa-bits: 40
      regions:
        - { name: uart, va: 0x09000000, size: 4K, access: rw, memory: device }
        - { name: ram, va: 0x80000000, pa: 0x80200000, size: 6148K, access: rw, el0: rw }
      guards:
        - { name: below the stack, va: 0x40005000, size: 4K }
      tables: { at: 0x40100000, size: 64K }
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeProgram() throws IOException {
    ElfWriter writer = new ElfWriter(ByteOrder.LITTLE_ENDIAN);
    writer.section(".text", 1, "AX", 0x4000_0000L, 4, new byte[0x1800]);
    writer.section(".rodata", 1, "A", 0x4000_2000L, 8, new byte[0x20]);
    writer.section(".data", 1, "AW", 0x4000_3000L, 8, new byte[0x20]);
    writer.section(".bss", 8, "AW", 0x4000_3100L, 0x1f00, 8);
    writer.writeTo(folder.resolve("program.elf"));
  }

  @Test
  void everyCommandTakesItsFolder() throws IOException {
    Invocation made = plan(PLAN, "out");
    assertThat(made.err()).isEmpty();
    assertThat(made.code()).isZero();
    assertThat(made.out())
        .contains("loader: EL1&0, 4K granules, 39 address bits")
        .contains("0x0000000040003000 -> 0x0000000040003000  EL1 rw- EL0 ---  normal")
        .contains("at 0x0000000040100000 of 64 KiB, 65536 bytes");
    String out = folder + "/out";
    assertThat(Build.readVerified(Path.of(out)).manifest().plan()).isPresent();
    assertThat(Invocation.of("walk", out, "0x40001000", "0x80203000").out())
        .contains("pa 0x0000000040001000  EL1 r-x EL0 ---  Normal WB RA WA")
        .contains("pa 0x0000000080403000  EL1 rw- EL0 rw-  Normal WB RA WA");
    Invocation guard = Invocation.of("walk", out, "0x40005000");
    assertThat(guard.out()).contains("translation fault at level 3");
    assertThat(guard.code()).isEqualTo(ExitCode.NO);
    assertThat(Invocation.of("walk", out, "0xffff000000000000").out())
        .contains("translation fault at level 0");
    assertThat(Invocation.of("dump", out).out())
        .contains("0x0000000009000000-0x0000000009001000           4K PTE")
        .contains("Device-nGnRE")
        .contains("BLK");
    assertThat(Invocation.of("wx", out).code()).isZero();
    assertThat(Invocation.of("verify", out, out).code()).isZero();
    assertThat(plan(PLAN.replace("6148K", "6152K"), "new").code()).isZero();
    Invocation diff = Invocation.of("diff", out, folder + "/new");
    assertThat(diff.code()).isEqualTo(ExitCode.NO);
    assertThat(diff.out()).contains("0x0000000080601000");
    assertThat(
            Invocation.of("tlbi", "--from", out, "--to", folder + "/new", "--root", "loader").out())
        .contains("need nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "el2, '', EL2 r-x, TTBR0_EL2",
    "el3, '', EL3 r-x, TTBR0_EL3",
    "stage2, '', EL1 r-x EL0 r-x, VTTBR_EL2",
    "stage2, 'fwb: true', EL1 r-x EL0 r-x, VTTBR_EL2"
  })
  void otherRegimesAreReadBack(String regime, String more, String rights, String register)
      throws IOException {
    // 40 bits from level 1 on take a root of two tables, which only stage 2 has.
    String bits = regime.equals("stage2") ? "va-bits: 40" : "va-bits: 39";
    String text =
        PLAN.replace(", el0: rw", "").replace("va-bits: 39", bits)
            + ("regime: " + regime + "\n" + more + "\n");
    Invocation made = plan(text, "out");
    assertThat(made.err()).isEmpty();
    Invocation walk = Invocation.of("walk", folder + "/out", "0x40001000");
    assertThat(walk.out())
        .contains("through " + register)
        .contains("pa 0x0000000040001000  " + rights + "  Normal WB RA WA");
    assertThat(Invocation.of("walk", folder + "/out", "0x09000000").out()).contains("Device-nGnRE");
    Invocation dump = Invocation.of("dump", folder + "/out");
    assertThat(dump.code()).isZero();
    TableRoot root = Build.read(folder.resolve("out")).manifest().roots().get(0);
    Invocation byAddress = Invocation.of("dump", folder + "/out", "--root", Hex.of(root.pa()));
    assertThat(byAddress.err()).isEmpty();
    assertThat(byAddress.out()).isEqualTo(dump.out());
    assertThat(Invocation.of("wx", folder + "/out").code()).isZero();
    assertThat(Invocation.of("diff", folder + "/out", folder + "/out").code()).isZero();
    assertThat(made.out()).contains(register);
  }

  @Test
  void aPlanForAProgramIsPrintedAndUsed() throws IOException {
    Invocation first = Invocation.of("plan", "--from-elf", folder + "/program.elf");
    assertThat(first.out()).contains("r-x  .text", "schema: earlymap.plan/1");
    Path file = folder.resolve("first.yaml");
    assertThat(
            Invocation.of("plan", "--from-elf", folder + "/program.elf", "-o", file.toString())
                .code())
        .isZero();
    assertThat(errors(Files.readString(file))).isEmpty();
    assertThat(Invocation.of("plan", file.toString(), "-o", folder + "/a").code()).isZero();
    assertThat(Invocation.of("plan", folder + "/program.elf", "-o", folder + "/b").code()).isZero();
    assertThat(Invocation.of("diff", folder + "/a", folder + "/b").code()).isZero();
  }

  @Test
  void aPlanThatIsPrintedLooksForItsProgramHere() {
    String printed = Invocation.of("plan", "--from-elf", "../samples/plans/loader.elf").out();
    assertThat(printed).contains("program: '../samples/plans/loader.elf'");
  }

  @ParameterizedTest
  @CsvSource({"unikernel, at: 0x40200000", "loader, # place"})
  void aPlanForAProgramKnowsWhereItIsLoaded(String name, String place) {
    String program = "../samples/plans/" + name + ".elf";
    assertThat(Invocation.of("plan", "--from-elf", program).out()).contains(place);
  }

  @Test
  void theSchemaSaysWhatIsRead() throws IOException {
    assertThat(errors(PLAN)).isEmpty();
    assertThat(errors(PLAN + "colour: red\n")).isNotEmpty();
    assertThat(errors(PLAN.replace("memory: device", "memory: dvice"))).isNotEmpty();
    assertThat(errors(PLAN.replace("name: uart, ", ""))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          "" | not a plan
          colour: red | 'colour' is not known; there are big-endian
          policy: { blocks: 3Q } | plan.yaml policy: blocks: '3Q' is not a size
          sections: { .txt: { access: r } } | no section of the program is named .txt
          sections: { .data: { access: rwx } } | writable and executable
          sections: { .rodata: { access: rz } } | 'rz' is not made of r
          regime: el3 | ram: EL3 has no leaf that allows exactly EL3 rw- and EL0 rw-
          regime: el4 | 'el4' is not one of el1
          place: { at: 0x40000000, offset: 0x1000 } | expected one of them
          fwb: true | only stage 2 has it
          cpu: cortex-a72 | 44 bits
          """)
  void whatIsWrongIsNamed(String more, String message) throws IOException {
    String text = more.isEmpty() ? "name: x\n" : PLAN.replace("pa-bits: 40\n", "") + more + "\n";
    Invocation made = plan(text, "out");
    assertThat(made.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(made.err()).contains(message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** TGran4 = 1 says LPA2, and not that there are no 4K granules. */
  @Test
  void aCpuWithTGran4OfOneHas4KGranules() throws IOException {
    Path cpu = folder.resolve("cpu.json");
    Files.writeString(
        cpu,
        """
        {"name": "one", "registers": {"MIDR_EL1": "0x0", "ID_AA64MMFR0_EL1": "0x10000006",
         "ID_AA64MMFR2_EL1": "0x0"}}
        """);
    String text = PLAN.replace("pa-bits: 40\n", "") + "wide: true\ncpu: " + cpu + "\n";
    Invocation made = plan(text, "out");
    assertThat(made.err()).isEmpty();
    assertThat(made.out()).contains("LPA2");
    Files.writeString(cpu, Files.readString(cpu).replace("0x10000006", "0x00000006"));
    assertThat(plan(text, "out").err()).contains("one has no FEAT_LPA2 with 4K granules");
  }

  /** Stage 2 has fields of its own, where 1 says that there are none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10010000006 | 0        | narrow | translation with 4K granules at stage 2
          200f0000006 | 0        | narrow | ''
          20010000006 | 0        | wide   | FEAT_LPA2 with 4K granules at stage 2
          30000000006 | 0        | wide   | ''
          00010000006 | 0        | wide   | ''
          00010000006 | 0        | xnx    | FEAT_XNX for ram
          00010000006 | 10000000 | xnx    | ''
          """)
  void aCpuMustHaveAtStage2WhatItsPlanNeedsThere(
      String mmfr0, String mmfr1, String kind, String lacks) throws IOException {
    Path cpu = folder.resolve("cpu.json");
    Files.writeString(
        cpu,
        String.format(
            """
            {"name": "one", "registers": {"MIDR_EL1": "0x0", "ID_AA64MMFR0_EL1": "0x%s",
             "ID_AA64MMFR1_EL1": "0x%s", "ID_AA64MMFR2_EL1": "0x0"}}
            """,
            mmfr0, mmfr1));
    String text =
        PLAN.replace("va-bits: 39", "va-bits: 40")
            .replace("pa-bits: 40\n", kind.equals("wide") ? "wide: true\n" : "pa-bits: 40\n")
            .replace(
                "access: rw, el0: rw", kind.equals("xnx") ? "access: rx, el0: r" : "access: rw");
    Invocation made = plan(text + "regime: stage2\ncpu: " + cpu + "\n", "out");
    String said = lacks.isEmpty() ? "" : "one has no " + lacks + ", which the plan needs";
    assertThat(made.err().strip()).endsWith(said);
    assertThat(made.code()).isEqualTo(lacks.isEmpty() ? 0 : ExitCode.TROUBLE);
  }

  /** Without {@code va-bits} the widest address says how many bits there are. */
  @ParameterizedTest
  @CsvSource({
    "0x0001000000000000, cortex-a72, 'cortex-a72 has no FEAT_LVA, which the plan needs'",
    "0x0000fffffff00000, cortex-a72, ''",
    "0x0001000000000000, qemu-max, ''",
  })
  void addressesOfMoreThan48BitsNeedLva(String va, String cpu, String said) throws IOException {
    Invocation made =
        plan(
            String.format(
                """
                schema: earlymap.plan/1
                name: wide
                granule: 64K
                pa-bits: 40
                cpu: %s
                regions:
                  - { name: high, va: %s, pa: 0x40000000, size: 64K, access: rw }
                """,
                cpu, va),
            "out");
    assertThat(made.err().strip()).endsWith(said);
    assertThat(made.code()).as(made.err()).isEqualTo(said.isEmpty() ? 0 : ExitCode.TROUBLE);
  }

  @Test
  void formsAreWrittenBesideTheImagesAndReplacedWithThem() throws IOException {
    String all = String.join(",", Stream.of(EmitForm.values()).map(EmitForm::label).toList());
    Path file = folder.resolve("plan.yaml");
    Files.writeString(file, PLAN);
    String out = folder + "/out";
    Invocation made = Invocation.of("plan", file.toString(), "-o", out, "--emit", all);
    assertThat(made.err()).isEmpty();
    List<String> files = Stream.of(EmitForm.values()).flatMap(f -> f.files().stream()).toList();
    assertThat(files).allSatisfy(each -> assertThat(Path.of(out, each)).isNotEmptyFile());
    assertThat(made.out()).contains("tables.img (flat at 0x0000000040100000)");
    assertThat(Path.of(out, "tables.img")).hasSameBinaryContentAs(Path.of(out, "loader.bin"));
    assertThat(Build.read(Path.of(out)).manifest().emitted()).hasSize(files.size());
    assertThat(Invocation.of("plan", file.toString(), "-o", out).code()).isZero();
    assertThat(files).allSatisfy(each -> assertThat(Path.of(out, each)).doesNotExist());
    assertThat(Invocation.of("plan", file.toString(), "-o", out, "--emit", "xml").err())
        .contains("'xml' is not one of elf, object");
  }

  private Invocation plan(String text, String out) throws IOException {
    Path file = folder.resolve("plan.yaml");
    Files.writeString(file, text);
    return Invocation.of("plan", file.toString(), "-o", folder + "/" + out);
  }

  private static List<Error> errors(String yaml) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
    org.snakeyaml.engine.v2.api.LoadSettings settings =
        org.snakeyaml.engine.v2.api.LoadSettings.builder().build();
    Object tree = new org.snakeyaml.engine.v2.api.Load(settings).loadFromString(yaml);
    String json = tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(tree);
    return schema.validate(json, InputFormat.JSON);
  }
}
