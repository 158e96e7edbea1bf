// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.Checker;
import org.earlymap.check.Finding;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegister;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.KernelLoader;
import org.earlymap.machine.Machine;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.AccessAudit;
import org.earlymap.table.AccessRule;
import org.earlymap.table.TableFindings;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.VirtMachine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A build is read as the boot's CPU reads it, so that all that judge it say the same. */
class BuildContextTest {
  private static final Path KERNELS = Path.of("../samples/kernel");
  private static final String S1PIE = "ID_AA64MMFR3_EL1=0x100";
  private static final int S1PIE_SHIFT = 8;

  @TempDir Path folder;

  /** {@code wx} on a build and the rules of {@code check}, for every CPU model. */
  @ParameterizedTest
  @ValueSource(strings = {"vmlinux-4k-52", "vmlinux-4k-48-relr"})
  void theAuditOfABuildAndTheRulesAgree(String name) throws IOException {
    KernelBuild kernel = KernelLoader.load(KERNELS.resolve(name), KernelHints.none());
    Checker checker =
        new Checker(
            RuleCatalog.all().stream().filter(rule -> rule.id().startsWith("EM-WX")).toList());
    int writableAndExecutable = 0;
    int aliases = 0;
    for (Machine machine : machines()) {
      BootEnvironment environment = BootEnvironment.resolve(kernel, machine);
      List<Finding> findings =
          checker.check(CheckedKernel.of(kernel).withMachines(List.of(machine), true)).findings();
      Set<String> byRules = named(findings, "EM-WX-001");
      Set<String> byAudit = new TreeSet<>();
      Set<String> audited = new TreeSet<>();
      for (Stage stage : List.of(Stage.EARLY_MAP, Stage.PAGING_INIT, Stage.RODATA_RO)) {
        BootSnapshot snapshot = new BootSequence(environment).run(stage);
        Build build = read(environment, snapshot);
        for (TableRoot root : build.manifest().roots()) {
          TableWalker walker = build.walker(root);
          assertThat(TableFindings.of(walker, 1).kept()).isEmpty();
          String where = machine.cpuName() + ' ' + stage.label() + ' ' + root.name();
          AccessAudit.Verdict verdict = AccessAudit.of(walker, List.of(), 1000);
          verdict.violations().stream()
              .filter(each -> each.rule() == AccessRule.WRITABLE_AND_EXECUTABLE)
              .forEach(each -> byAudit.add(where));
          verdict.violations().stream()
              .filter(each -> each.rule() == AccessRule.WRITABLE_ALIAS)
              .filter(each -> stage == Stage.RODATA_RO)
              .forEach(each -> audited.add(where));
          assertThat(verdict.violations())
              .extracting(each -> each.rule())
              .doesNotContain(AccessRule.USER_ACCESS, AccessRule.WRITABLE_AND_EXECUTABLE_BY_EL0);
        }
        snapshot.close();
      }
      assertThat(byAudit).as("%s", machine.bootArgs()).isEqualTo(byRules);
      // A rule sees aliases beneath another root too.
      assertThat(named(findings, "EM-WX-004")).containsAll(audited);
      assertThat(named(findings, "EM-WX-002")).isEmpty();
      writableAndExecutable += byAudit.size();
      aliases += audited.size();
    }
    assertThat(writableAndExecutable).isPositive();
    assertThat(aliases).isPositive();
  }

  /** What is written and read again says of a walk what the boot itself says. */
  @ParameterizedTest
  @ValueSource(strings = {"vmlinux-4k-52", "vmlinux-4k-48-relr"})
  void aManifestKeepsTheContext(String name) throws IOException {
    KernelBuild kernel = KernelLoader.load(KERNELS.resolve(name), KernelHints.none());
    int indirect = 0;
    int dirty = 0;
    int withPie = 0;
    for (Machine machine : machines()) {
      withPie += machine.cpu().field(IdRegister.ID_AA64MMFR3_EL1, S1PIE_SHIFT) != 0 ? 1 : 0;
      BootEnvironment environment = BootEnvironment.resolve(kernel, machine);
      for (Stage stage : Stage.values()) {
        try (BootSnapshot snapshot = new BootSequence(environment).run(stage)) {
          Build build = read(environment, snapshot);
          assertThat(build.manifest().registers()).isEqualTo(snapshot.registers());
          for (TableRoot root : snapshot.roots()) {
            assertThat(build.walker(root).context()).isEqualTo(snapshot.walker(root).context());
          }
          indirect += snapshot.registers().indirect().isPresent() ? 1 : 0;
          dirty += snapshot.registers().tcr().hardwareDirtyState() ? 1 : 0;
        }
      }
    }
    assertThat(withPie).isPositive();
    assertThat(indirect).isEqualTo(withPie * Stage.values().length);
    assertThat(dirty).isPositive();
  }

  static List<String> boots() {
    return TruthFile.names();
  }

  /**
   * Every shape of kernel and CPU that was captured: its manifest is believed, no table is away.
   */
  @ParameterizedTest
  @MethodSource("boots")
  void aBuildHoldsAllTablesOfItsRoots(String boot) throws IOException {
    BootEnvironment environment = TruthBoot.environment(TruthFile.named(boot), folder);
    for (Stage stage : List.of(Stage.INIT_IDMAP, Stage.EARLY_MAP, Stage.RODATA_RO)) {
      try (BootSnapshot snapshot = new BootSequence(environment).run(stage)) {
        Build build = read(environment, snapshot);
        assertThat(build.manifest().roots()).isEqualTo(snapshot.roots());
        for (TableRoot root : build.manifest().roots()) {
          TableFindings findings = TableFindings.of(build.walker(root), 3);
          assertThat(findings.kept()).as("%s %s %s", boot, stage, root.name()).isEmpty();
        }
      }
    }
  }

  private static List<Machine> machines() throws IOException {
    List<Machine> machines = new ArrayList<>();
    for (String model : CpuModel.shipped()) {
      machines.add(VirtMachine.with(CpuModel.find(model), ""));
      machines.add(VirtMachine.with(CpuModel.find(model), "rodata=off"));
    }
    machines.add(VirtMachine.with(CpuModel.find("qemu-max").with(S1PIE), ""));
    return machines;
  }

  private static Set<String> named(List<Finding> findings, String rule) {
    Set<String> names = new TreeSet<>();
    for (Finding finding : findings) {
      if (finding.rule().id().equals(rule)) {
        String[] words = finding.subject().split(" ", 4);
        for (String stage : words[1].split("\\+", -1)) {
          names.add(words[0] + ' ' + stage + ' ' + words[2]);
        }
      }
    }
    return names;
  }

  /** A build as it is read again: the manifest from its text, the memory of its images alone. */
  private static Build read(BootEnvironment environment, BootSnapshot snapshot) throws IOException {
    PhysicalMemory memory = PhysicalMemory.of(snapshot.registers().byteOrder());
    List<BuildManifest.Image> images = new ArrayList<>();
    for (TableImage image : snapshot.images()) {
      String file = images.size() + ".bin";
      images.add(
          new BuildManifest.Image(
              image.name(), file, image.pa(), image.size(), image.tablePagesUsed(), ""));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      snapshot.memory().writeTo(bytes, image.pa(), image.size());
      memory.add(image.pa(), ByteBuffer.wrap(bytes.toByteArray()));
    }
    BuildManifest written = new ManifestOfBoot(environment, List.of()).describe(snapshot, images);
    return new Build(ManifestReader.parse("m", ManifestWriter.write(written)), memory);
  }
}
