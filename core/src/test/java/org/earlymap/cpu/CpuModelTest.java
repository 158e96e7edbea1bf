// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.earlymap.InputException;
import org.earlymap.arch.Granule;
import org.earlymap.cpu.feature.CpuFeatures;
import org.earlymap.cpu.override.FeatureOverrides;
import org.earlymap.format.FormatException;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public final class CpuModelTest {
  @Test
  void theListIsWhatIsShipped() throws Exception {
    Path folder =
        Path.of(Objects.requireNonNull(CpuModel.class.getResource("models/qemu-max.json")).toURI())
            .resolveSibling("");
    List<String> files = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder)) {
      list.forEach(file -> files.add(file.getFileName().toString().replace(".json", "")));
    }
    files.sort(null);
    assertThat(CpuModel.shipped()).isEqualTo(files);
    for (String name : files) {
      CpuModel model = CpuModel.find(name);
      assertThat(model.name()).isEqualTo(name);
      assertThat(model.description()).isNotEmpty();
      assertThat(model.source()).as(name).isNotEmpty();
      assertThat(model.source().startsWith("Derived") && model.uncertain().isEmpty())
          .as("%s is derived, and nothing is said to be uncertain", name)
          .isFalse();
      assertThat(model.registers().asMap())
          .as(name)
          .containsKeys(IdRegister.MIDR_EL1, IdRegister.ID_AA64MMFR0_EL1);
    }
  }

  /** What kernels saw at EL1 when the boots of the truth files were captured. */
  @Test
  void modelsEqualWhatKernelsSaw() throws Exception {
    Set<String> models = new TreeSet<>();
    for (String name : TruthFile.names()) {
      TruthFile truth = TruthFile.named(name);
      String model = modelOf(truth.cpu());
      Map<IdRegister, Long> seen = new EnumMap<>(IdRegister.class);
      truth
          .idRegisters()
          .forEach((register, value) -> seen.put(IdRegister.valueOf(register), value));
      assertThat(CpuModel.find(model).registers().asMap()).as(name).containsAllEntriesOf(seen);
      models.add(model);
    }
    assertThat(models).containsExactly("cortex-a72", "neoverse-n1", "qemu-max", "qemu-max-no-lpa2");
  }

  @Test
  void modelsDifferWhereTheyShould() throws Exception {
    assertThat(features("qemu-max").hasLpa2()).isTrue();
    assertThat(features("qemu-max-no-lpa2").hasLpa2()).isFalse();
    assertThat(features("qemu-max-no-lpa2").hasLva()).isTrue();
    assertThat(features("neoverse-n2").hasE0pd()).isTrue();
    assertThat(features("neoverse-n1").hasE0pd()).isFalse();
    assertThat(features("cortex-a53").isOnKptiSafeList()).isTrue();
    assertThat(features("a64fx").isFujitsu010001()).isTrue();
    assertThat(features("cortex-a710").hasMte2()).isTrue();
  }

  /** A model says which part it is in the form that the table of parts has. */
  @Test
  void modelsAreOfThePartThatTheyAreCalled() {
    for (String name : CpuModel.shipped()) {
      CpuModel model = CpuModel.named(name);
      long midr = model.registers().get(IdRegister.MIDR_EL1);
      String part = IdFields.load().part(midr).orElse("");
      if (!name.startsWith("qemu-max")) {
        assertThat(part).as(name).isNotEmpty();
      }
      if (name.startsWith("cortex-") || name.startsWith("neoverse-") || name.equals("ampere-1")) {
        assertThat(part.toLowerCase(Locale.ROOT).replaceFirst(" r[0-9]+p[0-9]+$", ""))
            .isEqualTo(name.replace("neoverse-", "neoverse "));
        assertThat(model.description()).as(name).contains(part);
      }
      assertThat(model.registers().field(IdRegister.ID_AA64MMFR0_EL1, 0)).as(name).isBetween(1, 6);
    }
  }

  @Test
  void aMidrOrAPartIsItsModel() throws Exception {
    assertThat(CpuModel.find("0x410fd083")).isEqualTo(CpuModel.find("cortex-a72"));
    assertThat(CpuModel.find("0x41:0xd08").name()).isEqualTo("cortex-a72");
    assertThat(CpuModel.find("0xC0/AC3").name()).isEqualTo("ampere-1");
    assertThat(CpuModel.find("0x46:1").name()).isEqualTo("a64fx");
    CpuModel other = CpuModel.find("0x413fd0c1");
    CpuModel own = CpuModel.find("neoverse-n1");
    assertThat(other.name()).as("the core's model, not a machine's").isEqualTo("neoverse-n1");
    assertThat(other.registers())
        .isEqualTo(own.registers().with(IdRegister.MIDR_EL1, 0x413f_d0c1L));
    assertThat(other.source()).endsWith("those of the model's own.");
    assertThatThrownBy(() -> CpuModel.find("0x410fd850"))
        .isInstanceOf(UnknownCpuException.class)
        .hasMessageContaining("(implementer 0x41, part 0xd85), a Cortex-X925. There are a64fx");
    assertThatThrownBy(() -> CpuModel.find("0x41:0xfff"))
        .hasMessageContaining("no CPU model has implementer 0x41, part 0xfff.");
    for (String text : List.of("0x410fd083000", "0x1234", "72")) {
      assertThatThrownBy(() -> CpuModel.find(text)).hasMessageContaining("expected MIDR_EL1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cortex-a74 | one of cortex-a73, cortex-a75, cortex-a72, cortex-a76",
        "Cortex-X9 | one of cortex-x4, cortex-x3, cortex-x2, cortex-x1",
        "n1 | neoverse-n1",
        "m1 | apple-m1",
        "graviton | one of graviton1, graviton2, graviton3, graviton4",
        "kryo-3xx | one of kryo-3xx-gold, kryo-3xx-silver",
        "cortx-a57 | cortex-a57"
      })
  void unknownNamesAreAnsweredWithTheirFamily(String typed, String asked) {
    assertThatThrownBy(() -> CpuModel.find(typed))
        .isInstanceOf(UnknownCpuException.class)
        .hasMessageContaining("'" + typed + "'; did you mean " + asked + "?");
  }

  @Test
  void unknownNamesAreAnsweredWithTheNearest() {
    assertThatThrownBy(() -> CpuModel.find("no such thing"))
        .isInstanceOf(UnknownCpuException.class)
        .hasMessageContaining("'no such thing'. There are a64fx")
        .hasMessageContaining("neoverse-v1");
    assertThatThrownBy(() -> CpuModel.find("cortex-a72").with("ID_AA64MMFR9=1"))
        .isInstanceOf(UnknownCpuException.class)
        .hasMessageContaining("'ID_AA64MMFR9'; did you mean ID_AA64MMFR");
    assertThatThrownBy(() -> CpuModel.find("cortex-a72").with("ID_AA64MMFR0_EL1"))
        .hasMessageContaining("expected a register and a value");
    assertThatThrownBy(() -> CpuModel.find("cortex-a72").with("MIDR_EL1=0x1_0"))
        .hasMessageContaining("'0x1_0'");
  }

  @Test
  void assignmentsChangeOneRegister() throws Exception {
    CpuModel model = CpuModel.find("Cortex-A72").with("id_aa64mmfr2=0x10000").with("MIDR_EL1=15");
    assertThat(model.registers().get(IdRegister.ID_AA64MMFR2_EL1)).isEqualTo(0x10000);
    assertThat(model.registers().get(IdRegister.MIDR_EL1)).isEqualTo(15);
    assertThat(model.registers().get(IdRegister.ID_AA64MMFR0_EL1)).isEqualTo(0x1124);
  }

  @Test
  void aFileNeedsOnlyItsRegisters() {
    CpuModel model =
        read("{\"registers\": {\"ID_AA64MMFR0_EL1\": \"0x1124\", \"midr_el1\": 1091555459}}");
    assertThat(model.name()).isEqualTo("my.json");
    assertThat(model.registers().asMap())
        .isEqualTo(Map.of(IdRegister.ID_AA64MMFR0_EL1, 0x1124L, IdRegister.MIDR_EL1, 1091555459L));
  }

  /** A dump of all that a CPU has: what no early decision reads is kept, and changes nothing. */
  @Test
  void otherRegistersAreKept() {
    CpuModel model =
        read(
            """
            {"registers": {
              "ID_AA64MMFR0_EL1": "0x1124", "S3_0_C0_C0_0": "0x410fd083", "MPIDR_EL1": "0x80000000",
              "ID_AA64FPFR0_EL1": 1, "id_pfr0_el1": "0x131", "ID_AA64MMFR9_EL1": 5, "CTR_EL0": 6,
              "S3_0_C0_C7_7": "0x7", "MVFR1_EL1": "0x8", "CCSIDR_EL1": 9}}
            """);
    assertThat(model.registers().asMap())
        .isEqualTo(Map.of(IdRegister.ID_AA64MMFR0_EL1, 0x1124L, IdRegister.MIDR_EL1, 0x410f_d083L));
    assertThat(model.others().toString())
        .isEqualTo(
            "{CCSIDR_EL1=9, CTR_EL0=6, ID_AA64FPFR0_EL1=1, ID_AA64MMFR9_EL1=5, ID_PFR0_EL1=305,"
                + " MPIDR_EL1=2147483648, MVFR1_EL1=8, S3_0_C0_C7_7=7}");
    assertThat(model.with("MIDR_EL1=0x410fd031").others()).isEqualTo(model.others());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"register\": {}}",
        "{\"registers\": []}",
        "{\"registers\": {\"MIDR_EL1\": true}}",
        "{\"registers\": {\"MIDR_EL1\": 1.5}}",
        "{\"registers\": {\"MIDR_EL1\": -1}}",
        "{\"registers\": {\"MIDR_EL1\": \"0x10000000000000000\"}}",
        "{\"registers\": {\"MIDR_EL1\": 1, \"midr\": 2}}",
        "{\"registers\": {\"MIDR\": {}}}",
        "{\"registers\": {\"NO_SUCH_EL1\": 1}}",
        "{\"registers\": {\"ID_NEW_EL1\": 1, \"id_new_el1\": 2}}",
        "{\"registers\": {\"ID_NEW_EL1\": \"x\"}}",
        "{\"registers\": {\"S3_0_C0_C0_0\": 1, \"MIDR_EL1\": 1}}",
        "{\"registers\": {\"S3_0_C0_C0\": 1}}",
        "{\"uncertain\": 1, \"registers\": {}}",
        "{\"name\": 1, \"registers\": {}}",
        "{\"registers\": {}} x"
      })
  void whatIsNotACpuIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class);
  }

  @Test
  void damagedFilesAreReadOrRefusedAndNothingElse() throws Exception {
    byte[] sound =
        "{\"name\": \"x\", \"registers\": {\"ID_AA64MMFR0_EL1\": \"0x1124\", \"MIDR_EL1\": 1}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] damaged = sound.clone();
      for (int i = 0; i < 3; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        CpuModelReader.read("my.json", damaged);
      } catch (InputException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void faultsNameFileAndOffset() {
    assertThatThrownBy(() -> read("{\"registers\": 1}"))
        .isInstanceOf(FormatException.class)
        .hasMessage("my.json: offset 0xe: found a number, expected an object of registers");
  }

  /** The shipped model of an emulator's CPU. */
  public static String modelOf(String cpu) {
    return switch (cpu) {
      case "max" -> "qemu-max";
      case "max,lpa2=off" -> "qemu-max-no-lpa2";
      default -> cpu;
    };
  }

  private static CpuFeatures features(String name) throws Exception {
    return CpuFeatures.of(
        CpuModel.find(name).registers(), FeatureOverrides.none(), Granule.SIZE_4K);
  }

  private static CpuModel read(String text) {
    return CpuModelReader.read("my.json", text.getBytes(StandardCharsets.UTF_8));
  }
}
