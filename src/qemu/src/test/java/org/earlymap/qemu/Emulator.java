// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which emulator is started: the newer one where it is there (the script {@code newer-emulator}
 * puts it in the user's cache folder; {@code EARLYMAP_EMULATOR} names another folder), or the one
 * on the path.
 */
final class Emulator {
  private static final String FOLDER = "EARLYMAP_EMULATOR";

  private Emulator() {}

  /** The program {@code name} of the newer emulator, {@code qemu-system-aarch64} for one. */
  static Optional<Path> newer(String name) {
    return Optional.of(folder().resolve("bin").resolve(name)).filter(Files::isExecutable);
  }

  /** The newer one, or the one on the path. */
  static String best(String name) {
    return newer(name).map(Path::toString).orElse(name);
  }

  private static Path folder() {
    String named = Optional.ofNullable(System.getenv(FOLDER)).orElse("");
    return named.isEmpty() ? cache().resolve("emulator") : Path.of(named);
  }

  /** The folder where fetched and built things are kept. */
  static Path cache() {
    String home = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("");
    Path base =
        home.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(home);
    return base.resolve("earlymap");
  }
}
