// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A stock arm64 kernel of Debian's, as the script {@code debian-kernels} fetches it and keeps it in
 * the user's cache folder.
 *
 * @param image the compressed or plain Image
 */
record StockKernel(String release, Path image) {
  /** The kernel whose boots were captured, and that the tests of one kernel take. */
  static final String CAPTURED = "6.12.117+deb12-arm64";

  private static final Path SCRIPT = Path.of("debian-kernels").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /**
   * Fetches a kernel, by its release or as the newest of a series and flavour ({@code
   * 7.3:arm64-16k}); empty, which is said on standard error, where it cannot be had.
   *
   * @param folder where the script's output goes
   */
  static Optional<StockKernel> get(String kernel, Path folder)
      throws IOException, InterruptedException {
    try {
      String printed = Tool.run(folder, LIMIT, List.of(SCRIPT.toString(), "get", kernel));
      String[] words = printed.strip().split(" ", 2);
      return Optional.of(new StockKernel(words[0], Path.of(words[1], "vmlinuz-" + words[0])));
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      return Optional.empty();
    }
  }

  /** Its configuration, where the archive has it. */
  Optional<Path> config() {
    Path beside = image.resolveSibling("config-" + release);
    return Files.exists(beside) ? Optional.of(beside) : Optional.empty();
  }
}
