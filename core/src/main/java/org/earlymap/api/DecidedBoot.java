// SPDX-License-Identifier: Apache-2.0
package org.earlymap.api;

import java.nio.file.Path;
import org.earlymap.boot.BootSequence;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.Stage;

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
    return new Boot(environment, new BootSequence(environment).run(stage, bytesInMemory, folder));
  }
}
