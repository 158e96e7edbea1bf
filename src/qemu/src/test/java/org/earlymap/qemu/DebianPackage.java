// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Debian's stock arm64 kernel, downloaded by apt-get with lists and caches of its own (the
 * machine's are left alone, and no root is needed) and kept in the user's cache folder.
 */
final class DebianPackage {
  private static final String VERSION = "6.12.117+deb12-arm64";
  private static final String PACKAGE = "linux-image-" + VERSION + "-unsigned";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private DebianPackage() {}

  /** The package's files, unpacked into {@code folder}; empty where it cannot be had. */
  static Optional<Path> unpack(Path folder) throws IOException, InterruptedException {
    Optional<Path> file = cached();
    if (file.isEmpty()) {
      file = download(folder);
    }
    if (file.isPresent()) {
      Tool.run(folder, LIMIT, List.of("dpkg-deb", "-x", file.get().toString(), folder.toString()));
      return Optional.of(folder.resolve("boot"));
    }
    return Optional.empty();
  }

  /** The Image in the unpacked {@code boot} folder. */
  static Path image(Path boot) {
    return boot.resolve("vmlinuz-" + VERSION);
  }

  /** Its configuration. */
  static Path config(Path boot) {
    return boot.resolve("config-" + VERSION);
  }

  private static Optional<Path> cached() throws IOException {
    return Files.isDirectory(cache()) ? packageIn(cache()) : Optional.empty();
  }

  private static Optional<Path> download(Path folder) throws IOException, InterruptedException {
    Path apt = Files.createDirectories(folder.resolve("apt"));
    for (String part : new String[] {"lists/partial", "cache/archives/partial", "download"}) {
      Files.createDirectories(apt.resolve(part));
    }
    Path configuration =
        Files.writeString(
            apt.resolve("apt.conf"),
            """
            APT::Architecture "arm64";
            APT::Architectures { "arm64"; };
            APT::Sandbox::User "";
            Dir::State "FOLDER";
            Dir::State::lists "FOLDER/lists";
            Dir::State::status "FOLDER/status";
            Dir::Cache "FOLDER/cache";
            """
                .replace("FOLDER", apt.toString()));
    Files.createFile(apt.resolve("status"));
    Path target = apt.resolve("download");
    try {
      for (List<String> arguments :
          List.of(List.of("update"), List.of("download", PACKAGE + ":arm64"))) {
        List<String> command =
            Stream.concat(
                    Stream.of("env", "APT_CONFIG=" + configuration, "apt-get", "-q"),
                    arguments.stream())
                .toList();
        Tool.run(target, LIMIT, command);
      }
    } catch (IllegalStateException e) {
      System.err.println(PACKAGE + " cannot be had here: " + e.getMessage());
      return Optional.empty();
    }
    Optional<Path> file = packageIn(target);
    if (file.isPresent()) {
      Path kept = Files.createDirectories(cache()).resolve(nameOf(file.get()));
      Path part = kept.resolveSibling(nameOf(kept) + ".part");
      Files.copy(file.get(), part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, kept, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static Optional<Path> packageIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> nameOf(file).startsWith(PACKAGE))
          .filter(file -> nameOf(file).endsWith(".deb"))
          .sorted()
          .findFirst();
    }
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Path cache() {
    String home = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("");
    Path base =
        home.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(home);
    return base.resolve("earlymap");
  }
}
