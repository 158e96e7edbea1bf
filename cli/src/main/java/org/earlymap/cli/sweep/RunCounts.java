// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.build.BuildWriter;
import org.earlymap.build.ManifestOfRun;
import org.earlymap.cli.run.StoppedText;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.run.BootByCode;
import org.earlymap.run.KernelRunException;
import org.earlymap.run.stop.WatchedRun;
import tools.jackson.core.JsonGenerator;

/**
 * What a kernel's own code makes: how many instructions it took, TCR_EL1, and its tables.
 *
 * @param instructions how many were executed to the stage
 * @param tcr TCR_EL1 there
 * @param counts its tables
 */
record RunCounts(long instructions, long tcr, TableCounts counts) {

  /**
   * Runs {@code kernel} on {@code machine} to {@code stage}.
   *
   * @param folder where the build goes, if it is to be kept
   * @throws KernelRunException where it does not come there
   */
  static RunCounts of(KernelBuild kernel, Machine machine, Stage stage, Optional<Path> folder)
      throws IOException {
    Optional<String> obstacle = BootByCode.obstacle(kernel, stage);
    if (obstacle.isPresent()) {
      throw new KernelRunException(kernel.file() + ": " + obstacle.get());
    }
    BootByCode run = BootByCode.enter(kernel, machine);
    WatchedRun watched = WatchedRun.of(run);
    Stop stop = watched.runTo(stage, BootByCode.USUAL_MOST_INSTRUCTIONS);
    if (watched.panic().isPresent() || !(stop instanceof Stop.Reached)) {
      throw new KernelRunException(
          "the kernel does not come to "
              + stage.label()
              + ": "
              + StoppedText.of(watched, run, stop));
    }
    try (BootSnapshot snapshot = run.snapshot(stage)) {
      long executed = run.run().processor().executed();
      if (folder.isPresent()) {
        ManifestOfRun manifest = new ManifestOfRun(kernel, machine, List.of(), "it was asked for");
        try (BuildWriter writer = BuildWriter.into(folder.get())) {
          writer.write(
              snapshot, images -> manifest.describe(snapshot, run.facts(snapshot), images));
        }
      }
      return new RunCounts(executed, snapshot.registers().tcr().value(), TableCounts.of(snapshot));
    }
  }

  /** Writes them as properties of an object. */
  void write(JsonGenerator json) {
    json.writeStringProperty("engine", "kernel");
    json.writeNumberProperty("instructions", instructions);
    json.writeStringProperty("TCR_EL1", Hex.of(tcr));
    counts.write(json);
  }
}
