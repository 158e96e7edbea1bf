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
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.earlymap.a64.Stop;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.compare.EngineAgreement;
import org.earlymap.handover.HandoverFolder;
import org.earlymap.handover.RunningSystem;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.HandoverMachine;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineBuilder;
import org.earlymap.run.BootByCode;
import org.earlymap.run.KernelRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stock kernels that UEFI firmware starts in the emulator, against the project's own engine, which
 * is given a folder with the device tree, the registers, and as much of the firmware's memory as a
 * kernel reads: all memory of the board at {@code start_kernel} and at {@code bootmem_init}, byte
 * by byte but for what nobody gave and nobody has touched, and all registers.
 *
 * <p>In the profile {@code kernels}. A quarter of the boots unless {@code -Dearlymap.boots=all};
 * {@code -Dearlymap.boots=PATTERN} takes those whose name it matches somewhere.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock", "qemu-system-aarch64"})
@RequiresNewerEmulator
class UefiAgreementTest {
  private static final List<String> PLACES = List.of("start_kernel", "bootmem_init");
  private static final int MOST_TOLD = 20;

  private static final UefiTable TABLE = new UefiTable();

  @TempDir static Path shared;
  @TempDir Path folder;

  static List<UefiCase> boots() {
    String chosen = System.getProperty("earlymap.boots", "some");
    return switch (chosen) {
      case "all" -> UefiCases.all();
      case "some", "half" -> UefiCases.some();
      default -> {
        Pattern pattern = Pattern.compile(chosen);
        yield UefiCases.all().stream()
            .filter(boot -> pattern.matcher(boot.toString()).find())
            .toList();
      }
    };
  }

  @AfterAll
  static void report() throws Exception {
    String table = TABLE.markdown();
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("uefi-agreement.md"), table);
    System.out.println(table);
  }

  @ParameterizedTest
  @MethodSource("boots")
  void memoryAndRegistersAreTheEmulators(UefiCase boot) throws Exception {
    assumeThat(UefiCase.FIRMWARE).as("Debian's package qemu-efi-aarch64").exists();
    Optional<StockKernel> kernel = StockKernel.get(boot.kernel(), shared);
    assumeThat(kernel).as(boot.kernel() + " cannot be had any more").isPresent();
    Path image = kernel.orElseThrow().image();
    KernelPlaces places = KernelPlaces.of(image);
    SoftAssertions softly = new SoftAssertions();
    try (UefiBoot uefi = UefiBoot.start(boot, image, places, folder)) {
      HandoverFolder given = save(uefi, boot);
      Machine machine = machineOf(given).build();
      Optional<BootByCode> known = knownToTheModel(boot, image, machine, given);
      KernelRun run =
          known.map(BootByCode::run).orElseGet(() -> enterImage(places, machine, given));
      RunningBoth both = RunningBoth.resume(uefi.emulated(), run);
      softly.assertThat(both.differentRegisters()).as("registers at entry").isEmpty();
      both.passOverWhatDiffersNow();
      long different = 0;
      for (String place : PLACES) {
        Optional<Stop> elsewhere = both.runTo(places.distance(place).orElseThrow());
        assertThat(elsewhere).as("the end of the way to " + place).isEmpty();
        List<String> words = differentWords(both, places);
        different += words.size();
        softly
            .assertThat(words.stream().limit(MOST_TOLD))
            .as("%d words that differ at %s", words.size(), place)
            .isEmpty();
        softly.assertThat(both.differentRegisters()).as("registers at " + place).isEmpty();
      }
      known.ifPresent(code -> softly.assertThat(modelDiffers(code, machine)).isEmpty());
      long words = PLACES.size() * ((long) boot.mebibytes() << 17);
      TABLE.add(boot, words, different, known.isPresent());
    }
    softly.assertAll();
  }

  private static MachineBuilder machineOf(HandoverFolder given) throws IOException {
    return HandoverMachine.of(
        given, RunningSystem.read(given.folder()), HandoverMachine.cpu(given).orElseThrow());
  }

  private static KernelRun enterImage(KernelPlaces places, Machine machine, HandoverFolder given) {
    return BootByCode.enter(places.image(), machine, given);
  }

  /** The kernel for both engines; empty before 6.9, which is older than the model. */
  private static Optional<BootByCode> knownToTheModel(
      UefiCase boot, Path image, Machine machine, HandoverFolder given) throws IOException {
    return boot.kernel().startsWith("6.1.")
        ? Optional.empty()
        : Optional.of(BootByCode.enter(KernelBuild.load(image), machine, given));
  }

  /** What the model has otherwise than the code, whose memory is the emulator's. */
  private static List<String> modelDiffers(BootByCode code, Machine machine) {
    BootEnvironment environment = BootEnvironment.resolve(code.kernel(), machine);
    try (BootSnapshot model = new BootSequence(environment).run(Stage.PAGING_INIT)) {
      EngineAgreement agreement = EngineAgreement.of(model, code, MOST_TOLD);
      return agreement.agrees() ? List.of() : List.of(agreement.toString());
    }
  }

  /** Writes the folder and reads it again; it is kept where {@code earlymap.uefi.keep} says. */
  private HandoverFolder save(UefiBoot uefi, UefiCase boot) throws IOException {
    String keep = System.getProperty("earlymap.uefi.keep", "");
    Path target =
        keep.isEmpty()
            ? folder.resolve("from")
            : Path.of(keep).resolve(boot.toString().replaceAll("[ ,]+", "_"));
    uefi.save(target).write();
    return HandoverFolder.read(target);
  }

  private static List<String> differentWords(RunningBoth both, KernelPlaces places)
      throws IOException {
    List<String> words = new ArrayList<>();
    for (long pa : both.differentWords()) {
      String name = places.nameOf(pa - both.run().entry().loadAddress());
      words.add(
          String.format(
              "0x%016x (%s): 0x%016x, the emulator 0x%016x",
              pa, name, both.run().memory().readLong(pa), both.emulatedWord(pa)));
    }
    return words;
  }
}
