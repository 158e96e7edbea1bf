// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** Whether the kernel of a captured boot has been built here, or is a stock kernel. */
  static boolean isThere(TruthFile truth) {
    return stockRelease(truth).contains("-arm64")
        || candidates(truth).stream()
            .anyMatch(name -> Files.exists(folder(name).resolve("vmlinux")));
  }

  /**
   * The kernel of a captured boot: that of its name, with all its symbols where the captured one
   * had them; empty where it is not there.
   *
   * @param folder where files go
   */
  static Optional<BuiltKernel> of(TruthFile truth, Path folder)
      throws IOException, InterruptedException {
    List<BuiltKernel> kernels = new ArrayList<>();
    for (String name : candidates(truth)) {
      if (Files.exists(folder(name).resolve("vmlinux"))) {
        kernels.add(BuiltKernel.of(folder(name)));
      }
    }
    String release = stockRelease(truth);
    if (kernels.isEmpty() && release.contains("-arm64")) {
      StockKernel.get(release, folder).ifPresent(stock -> kernels.add(stockKernel(stock)));
    }
    for (BuiltKernel kernel : kernels) {
      Map<String, Long> read = kernel.load().symbols().addresses();
      boolean same =
          truth.symbols().entrySet().stream()
              // Kernels built again had a word more of relocations, and all else in its place.
              .filter(symbol -> !symbol.getKey().equals("__pi_relr_end"))
              .allMatch(
                  symbol ->
                      kernel.symbols().entrySet().contains(symbol)
                          || read.entrySet().contains(symbol));
      if (same) {
        return Optional.of(kernel);
      }
      System.err.println(kernel.name() + " is not the kernel of " + truth.name());
    }
    return Optional.empty();
  }

  private static String stockRelease(TruthFile truth) {
    return truth.kernel().equals("4k-52-debian")
        ? StockKernel.CAPTURED
        : truth.kernel().replaceFirst("^stock-", "");
  }

  private static BuiltKernel stockKernel(StockKernel stock) {
    try {
      return BuiltKernel.of(stock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
