// SPDX-License-Identifier: Apache-2.0
package org.earlymap.api;

import java.nio.file.Path;
import java.util.Optional;
import org.earlymap.a64.Stop;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.run.BootByCode;
import org.earlymap.run.KernelRunException;
import org.earlymap.run.stop.WatchedRun;

/** A kernel on a machine, with all decided that follows from the two, and no table written. */
public final class DecidedBoot {
  /** More tables than this wait in a temporary file. */
  private static final long BYTES_IN_MEMORY = 64L << 20;

  private final BootEnvironment environment;

  DecidedBoot(BootEnvironment environment) {
    this.environment = environment;
  }

  /** The kernel, the machine as the kernel finds it, and where the image lies. */
  public BootEnvironment environment() {
    return environment;
  }

  /** What the kernel decides before it writes a table: KASLR, LPA2, KPTI, the address space. */
  public Decisions decisions() {
    return environment.decisions();
  }

  /**
   * Writes the tables that the kernel has at {@code stage}. What they take beyond 64 MiB waits in a
   * file in the folder for temporary files.
   *
   * @throws org.earlymap.table.TableRegionOverflowException where a region of the image is too
   *     small for the tables that belong into it
   */
  public Boot to(Stage stage) {
    return to(stage, BYTES_IN_MEMORY, Path.of(System.getProperty("java.io.tmpdir", ".")));
  }

  /**
   * Writes the tables that the kernel has at {@code stage}.
   *
   * @param bytesInMemory how many bytes of the linear map's tables stay in memory
   * @param folder where the others wait, in a temporary file
   */
  public Boot to(Stage stage, long bytesInMemory, Path folder) {
    return new Boot(
        environment,
        new BootSequence(environment).run(stage, bytesInMemory, folder),
        Optional.empty());
  }

  /**
   * Executes the code in the kernel's file up to {@code stage}, and takes the tables that it left.
   * For {@link Stage#RODATA_RO} the code runs to {@link Stage#PAGING_INIT}, and the model goes on
   * from there.
   *
   * @throws KernelRunException where the file holds no such code, or the kernel does not come there
   */
  public Boot runTo(Stage stage) {
    Stage last = stage == Stage.RODATA_RO ? Stage.PAGING_INIT : stage;
    KernelBuild kernel = environment.kernel();
    Optional<String> obstacle = BootByCode.obstacle(kernel, last);
    if (obstacle.isPresent()) {
      throw new KernelRunException(kernel.file() + ": " + obstacle.get());
    }
    BootByCode run = BootByCode.enter(kernel, environment.machine());
    WatchedRun watched = WatchedRun.of(run);
    Stop stop = watched.runTo(last, BootByCode.USUAL_MOST_INSTRUCTIONS);
    if (watched.panic().isPresent() || !(stop instanceof Stop.Reached)) {
      String why = watched.panic().map(panic -> "panic: " + panic.text()).orElse(stop.toString());
      throw new KernelRunException(
          kernel.file() + ": the kernel's code does not come to " + last.label() + ": " + why);
    }
    BootSnapshot left = run.snapshot(last);
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "."));
    BootSnapshot snapshot =
        last == stage ? left : new BootSequence(environment).finish(left, BYTES_IN_MEMORY, folder);
    return new Boot(environment, snapshot, Optional.of(run.facts(left)));
  }

  @Override
  public String toString() {
    return title(environment) + ", " + decisions().vaBitsActual() + " address bits in use";
  }

  /** Which kernel boots on what. */
  static String title(BootEnvironment environment) {
    return "Linux " + environment.kernel().release() + " on " + environment.machine().cpuName();
  }
}
