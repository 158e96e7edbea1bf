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
      assertThat(model.source()).as(name).contains("QEMU");
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

  @Test
  void unknownNamesAreAnsweredWithTheNearest() {
    assertThatThrownBy(() -> CpuModel.find("cortex-a73"))
        .isInstanceOf(UnknownCpuException.class)
        .hasMessageContaining("'cortex-a73'; did you mean cortex-a72?")
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
        .hasMessage("my.json: offset 0xe: found VALUE_NUMBER_INT, expected an object of registers");
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
