// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs outside Java: where they are, and running one to its end. */
final class Tool {
  private Tool() {}

  /** The program {@code name} on the path. */
  static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a program and returns what it printed, standard error included.
   *
   * @throws IllegalStateException where it fails, or runs longer than {@code limit} and is ended
   */
  static String run(Path directory, Duration limit, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "tool", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          command + " ran longer than " + limit + ": " + Files.readString(log));
    }
    String output = Files.readString(log);
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          command + " failed with " + process.exitValue() + ": " + output);
    }
    return output;
  }
}
