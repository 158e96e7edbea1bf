// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Checker;
import org.earlymap.check.Finding;
import org.earlymap.check.Measurement;
import org.earlymap.check.Report;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.cli.Earlymap;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.relocate.RelocationCheck;
import org.earlymap.relocate.RelocationCounts;
import org.earlymap.relocate.RelocationTable;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthTables;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Debian's stock kernel as it is shipped, without a vmlinux: an Image and its configuration. */
@RequiresTool({"apt-get", "dpkg-deb"})
class DebianKernelTest {

  @TempDir static Path folder;
  @TempDir Path output;
  private static Optional<StockKernel> stock = Optional.empty();

  @BeforeAll
  static void unpack() throws Exception {
    stock = StockKernel.get(StockKernel.CAPTURED, folder);
    assumeThat(stock).as("Debian's kernel package cannot be downloaded here").isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4k-52-debian--max-base", "4k-52-debian--max-kaslr1"})
  void recoversTheSymbolsOfTheCapturedBoots(String name) throws Exception {
    KernelBuild kernel = load();
    assertThat(kernel.symbols().addresses()).containsAllEntriesOf(TruthFile.named(name).symbols());
    assertThat(kernel.traits()).isEqualTo(KernelTraits.of(kernel.release()));
  }

  @Test
  void findsTheRelocationsInOrder() throws Exception {
    KernelBuild kernel = load();
    RelocationCounts counts = RelocationCounts.of(RelocationTable.of(kernel));
    assertThat(counts.relative()).isEqualTo(281_561);
    assertThat(counts.relaByType()).containsEntry(0, 23_767L).hasSize(4);
    assertThat(RelocationCheck.of(kernel).findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4k-52-debian--max-base", "4k-52-debian--max-kaslr1"})
  void buildsTheMemoryOfTheCapturedBoots(String name) throws Exception {
    TruthFile truth = TruthFile.named(name);
    JsonNode p0 = truth.stage("p0_create_init_idmap");
    JsonNode p1 = truth.stage("p1_early_map_kernel");
    build(truth, "init-idmap", output.resolve("p0"));
    build(truth, "early-map", output.resolve("p1"));
    compare(p0.get("init_idmap"), output.resolve("p0/init_idmap_pg_dir.bin"));
    compare(p1.get("init_idmap"), output.resolve("p1/init_idmap_pg_dir.bin"));
    compare(p1.get("init_pg_dir"), output.resolve("p1/init_pg_dir.bin"));
    compare(p1.get("swapper"), output.resolve("p1/swapper_pg_dir.bin"));
  }

  @Test
  void isSoundButForPointersToInitMemory() throws Exception {
    KernelHints hints = KernelHints.none().withConfig(config());
    Report report = new Checker(RuleCatalog.all()).check(CheckedKernel.load(image(), hints));
    assertThat(report.findings())
        .allSatisfy(finding -> assertThat(finding.rule().id()).isEqualTo("EM-REL-025"))
        .hasSize(39)
        .extracting(Finding::subject)
        .contains("reserved_mem", "samsung_pinctrl_dt_match", "gs101_cmu_driver");
    assertThat(report.measurements())
        .contains(new Measurement("EM-REL-024", ".hyp.reloc", "161 places"));
  }

  @Test
  void isInspected() {
    String text = run("inspect", image().toString(), "--config", config().toString());
    assertThat(text)
        .contains(
            "  release       6.12.117\n",
            "151594 in kallsyms",
            "needs 56 KiB\n",
            "RELA  281561    R_AARCH64_RELATIVE: applied\n")
        .doesNotContain("TOO SMALL", "would have it otherwise");
  }

  private void build(TruthFile truth, String stage, Path target) throws Exception {
    JsonNode fdt = truth.root().get("fdt");
    Path cpu = output.resolve("cpu.json");
    Map<String, String> registers = new TreeMap<>();
    truth
        .idRegisters()
        .forEach((register, value) -> registers.put(register, "\"0x" + Long.toHexString(value)));
    StringBuilder text = new StringBuilder("{\"name\": \"captured\", \"registers\": {");
    String comma = "";
    for (Map.Entry<String, String> register : registers.entrySet()) {
      text.append(comma).append('"').append(register.getKey()).append("\": ");
      text.append(register.getValue()).append('"');
      comma = ", ";
    }
    Files.writeString(cpu, text.append("}}"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "build",
                image().toString(),
                "--config",
                config().toString(),
                "--cpu",
                cpu.toString(),
                "--stage",
                stage,
                "--cmdline",
                fdt.get("bootargs").asString(),
                "--fdt-address",
                "0x" + Long.toHexString(truth.fdtAddress()),
                "--fdt-size",
                fdt.get("totalsize").asString(),
                "--load-address",
                "0x" + Long.toHexString(truth.loadAddress()),
                "--boot-el",
                Integer.toString(truth.entryEl()),
                "-o",
                target.toString()));
    if (fdt.path("kaslr_seed").isString()) {
      command.addAll(List.of("--kaslr-seed", fdt.get("kaslr_seed").asString()));
    }
    for (JsonNode bank : fdt.get("memory")) {
      command.addAll(
          List.of("--memory", bank.get("base").asString() + ":" + bank.get("size").asString()));
    }
    run(command.toArray(String[]::new));
  }

  private static void compare(JsonNode captured, Path image) throws Exception {
    int count = (int) (TruthFile.hex(captured.get("size")) / 8);
    ByteBuffer built = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
    long[] words = new long[built.capacity() / 8];
    built.asLongBuffer().get(words);
    assertThat(words).as("%s", image).isEqualTo(TruthTables.words(captured, count));
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Earlymap.run(new PrintWriter(out), new PrintWriter(err), arguments);
    assertThat(code).as("%s%n%s", String.join(" ", arguments), err).isZero();
    return out.toString();
  }

  private static KernelBuild load() throws Exception {
    return KernelLoader.load(image(), KernelHints.none().withConfig(config()));
  }

  private static Path image() {
    return stock.orElseThrow().image();
  }

  private static Path config() {
    return stock.flatMap(StockKernel::config).orElseThrow();
  }
}
