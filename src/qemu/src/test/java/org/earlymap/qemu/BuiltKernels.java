// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.earlymap.testing.TruthFile;

/**
 * The kernels that the script {@code build-kernel} has built here: {@code EARLYMAP_BUILT} names
 * their folder, or they are in the user's cache folder.
 */
final class BuiltKernels {
  private static final String FOLDER = "EARLYMAP_BUILT";

  private BuiltKernels() {}

  /** Their names, sorted. */
  static List<String> names() throws IOException {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder())) {
      return found
          .filter(kernel -> Files.exists(kernel.resolve("vmlinux")))
          .map(kernel -> String.valueOf(kernel.getFileName()))
          .sorted()
          .toList();
    }
  }

  /** The folder of a kernel that was built. */
  static Path folder(String name) {
    return folder().resolve(name);
  }

  /**
   * The vmlinux of a captured boot: the kernel of its name, with all its symbols where the captured
   * one had them; empty where it is not there.
   */
  static Optional<Path> of(TruthFile truth) throws IOException, InterruptedException {
    for (String name : candidates(truth)) {
      if (Files.exists(folder(name).resolve("vmlinux"))) {
        BuiltKernel built = BuiltKernel.of(folder(name));
        if (built.symbols().entrySet().containsAll(truth.symbols().entrySet())) {
          return Optional.of(built.vmlinux());
        }
        System.err.println(name + " is not the kernel of " + truth.name());
      }
    }
    return Optional.empty();
  }

  private static List<String> candidates(TruthFile truth) {
    String series = truth.release().replaceFirst("^(\\d+\\.\\d+).*$", "$1");
    String name = truth.kernel();
    return List.of(name, series + "-" + name + "-captured", series + "-" + name + "-lld");
  }

  private static Path folder() {
    String named = Optional.ofNullable(System.getenv(FOLDER)).orElse("");
    return named.isEmpty() ? Emulator.cache().resolve("built") : Path.of(named);
  }
}
