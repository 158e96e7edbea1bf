// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the kernels of a sweep: files, or mappings of a file, its name and what belongs to it. */
final class SweepKernels {
  private static final List<String> NAMES = List.of("file", "name", "config", "system-map");

  private SweepKernels() {}

  /**
   * Reads the value of {@code kernels}. Files are found beside the sweep.
   *
   * @throws SweepFileException where it is none
   */
  static List<SweepKernel> read(Path sweep, Object value) {
    List<?> elements = value instanceof List<?> list ? list : List.of(value);
    List<SweepKernel> kernels = new ArrayList<>();
    for (Object element : elements) {
      if (element instanceof Map<?, ?> map) {
        kernels.add(kernel(sweep, map));
      } else {
        Path file = sweep.resolveSibling(SweepFile.strings(sweep, "kernels", element).get(0));
        kernels.add(new SweepKernel(file.toString(), file, Optional.empty(), Optional.empty()));
      }
    }
    if (kernels.isEmpty()) {
      throw new SweepFileException(sweep + ": kernels has no value");
    }
    Set<String> labels = new HashSet<>();
    for (SweepKernel kernel : kernels) {
      if (!labels.add(kernel.label())) {
        throw new SweepFileException(
            sweep + ": kernels has '" + kernel.label() + "' twice; 'name' tells them apart");
      }
    }
    return kernels;
  }

  private static SweepKernel kernel(Path sweep, Map<?, ?> map) {
    for (Object key : map.keySet()) {
      if (!NAMES.contains(String.valueOf(key))) {
        throw new SweepFileException(
            sweep + ": kernels: '" + key + "' is not known; there are " + String.join(", ", NAMES));
      }
    }
    Path file =
        text(sweep, map, "file")
            .map(sweep::resolveSibling)
            .orElseThrow(() -> new SweepFileException(sweep + ": a kernel has no 'file'"));
    return new SweepKernel(
        text(sweep, map, "name").orElse(file.toString()),
        file,
        text(sweep, map, "config").map(sweep::resolveSibling),
        text(sweep, map, "system-map").map(sweep::resolveSibling));
  }

  private static Optional<String> text(Path sweep, Map<?, ?> map, String name) {
    Object value = map.get(name);
    return value == null
        ? Optional.empty()
        : Optional.of(SweepFile.strings(sweep, "kernels: " + name, value).get(0));
  }
}
