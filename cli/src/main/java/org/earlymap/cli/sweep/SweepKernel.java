// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.earlymap.kernel.KernelHints;

/**
 * A kernel of a sweep: its file, and what is said about it.
 *
 * @param label what a point's line calls it: the name it was given, else its file
 * @param file its file
 * @param config its configuration, where the sweep has one for it
 * @param systemMap its System.map, where the sweep has one for it
 */
record SweepKernel(String label, Path file, Optional<Path> config, Optional<Path> systemMap) {
  /** What is said about it, for reading it. */
  KernelHints hints() {
    KernelHints hints = KernelHints.none();
    if (config.isPresent()) {
      hints = hints.withConfig(config.get());
    }
    return systemMap.isPresent() ? hints.withSystemMap(systemMap.get()) : hints;
  }

  /** All its files. */
  List<Path> files() {
    return Stream.of(Optional.of(file), config, systemMap).flatMap(Optional::stream).toList();
  }
}
