// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.run.BootByCode;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthMachine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kernels built of Debian's sources by {@code build-kernel}, whichever are there, run by the
 * emulator and by the project's own engine, and compared at the end of every stage; and the
 * captured boots whose kernels these are, run and compared with the truth files.
 *
 * <p>In the profile {@code kernels}. {@code -Dearlymap.boots=TEXT} takes the boots whose name
 * contains it.
 */
@Tag("kernels")
@RequiresTool("qemu-system-aarch64")
class BuiltKernelRunTest {
  private static final List<String> PLACES =
      List.of("__primary_switch", "__primary_switched", "start_kernel", "bootmem_init");
  private static final RunTable TABLE = new RunTable();
  private static final List<String> CAPTURED = new ArrayList<>();

  @TempDir Path folder;

  static List<RunBoot> boots() throws IOException {
    List<RunBoot> boots = new ArrayList<>();
    for (String kernel : BuiltKernels.names()) {
      for (String cpu : RunBoots.cpus(kernel)) {
        boots.add(new RunBoot(kernel, cpu, 1, false));
        boots.add(new RunBoot(kernel, cpu, 1, true));
        boots.add(new RunBoot(kernel, cpu, 2, true));
      }
    }
    String chosen = chosen();
    return boots.stream().filter(boot -> boot.toString().contains(chosen)).toList();
  }

  static List<String> captured() throws IOException {
    List<String> names = new ArrayList<>(TruthFile.names());
    TruthFile.names("truth/before-6.9").forEach(name -> names.add("before-6.9/" + name));
    String chosen = chosen();
    return names.stream()
        .filter(name -> name.contains(chosen))
        .filter(name -> BuiltKernels.isThere(TruthFile.named(name)))
        .toList();
  }

  private static String chosen() {
    String told = System.getProperty("earlymap.boots", "all");
    return told.equals("all") ? "" : told;
  }

  @AfterAll
  static void report() throws IOException {
    String table = TABLE.markdown() + "\n" + String.join("\n", CAPTURED) + "\n";
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("built-kernels.md"), table);
    System.out.println(table);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("boots")
  void memoryAndRegistersAreTheEmulators(RunBoot boot) throws Exception {
    Path image = BuiltKernels.folder(boot.kernel()).resolve("Image");
    new RunComparison(PLACES, TABLE).compare(boot, image, folder);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("captured")
  void capturedBootsAreRepeatedByRun(String name) throws Exception {
    TruthFile truth = TruthFile.named(name);
    Optional<BuiltKernel> built = BuiltKernels.of(truth, folder);
    assumeThat(built).as(truth.kernel() + " is not built here").isPresent();
    KernelBuild kernel = built.orElseThrow().load();
    BootByCode boot = BootByCode.enter(kernel, TruthMachine.of(truth));
    CapturedPoints points = new CapturedPoints(name, truth, kernel);
    for (Stage stage :
        List.of(Stage.INIT_IDMAP, Stage.EARLY_MAP, Stage.START_KERNEL, Stage.PAGING_INIT)) {
      Stop stop = boot.runTo(stage, BootByCode.USUAL_MOST_INSTRUCTIONS);
      assertThat(stop).as(name + " " + stage.label()).isInstanceOf(Stop.Reached.class);
      points.compare(stage, boot.run());
    }
    CAPTURED.add(String.format("| %s | %d |", name, points.words()));
  }
}
