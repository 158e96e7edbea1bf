// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configuration that distributions install beside a kernel: {@code config-R}. */
final class ConfigBeside {
  private static final List<String> STEMS = List.of("vmlinuz-", "vmlinux-", "Image-");

  private ConfigBeside() {}

  /** {@code config-R} in the folder of {@code vmlinuz-R}, if there is such a file. */
  static Optional<Path> of(Path kernel) {
    String name = String.valueOf(kernel.getFileName());
    for (String stem : STEMS) {
      if (name.startsWith(stem) && name.length() > stem.length()) {
        Path config = kernel.resolveSibling("config-" + name.substring(stem.length()));
        return Files.isRegularFile(config) ? Optional.of(config) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
