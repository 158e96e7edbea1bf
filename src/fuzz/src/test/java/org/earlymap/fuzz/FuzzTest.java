// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Input after input for as long as {@code fuzz.seconds} says. */
final class FuzzTest {
  private static final long USUAL_SECONDS = 300;

  /** What may pass beyond those: the start, and the last input. */
  private static final long GRACE_SECONDS = 60;

  private static final int LAST_LINES = 30;

  /**
   * In a process of its own, whose standard input has an end: commands read it where a file is
   * called {@code -}, and this process reads there what Maven tells it.
   */
  @Test
  void everyInputIsAnswered() throws IOException, InterruptedException {
    long seconds = Long.getLong("fuzz.seconds", USUAL_SECONDS);
    Path folder = Files.createDirectories(Path.of("target", "fuzz")).toAbsolutePath();
    Path log = folder.resolveSibling("fuzz.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:") || argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(Path.of("..", "..", "samples").toString(), folder.toString()));
    command.addAll(List.of(Long.toString(Long.getLong("fuzz.seed", 1)), Long.toString(seconds)));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> said = Files.readAllLines(log);
    List<String> last = said.subList(Math.max(0, said.size() - LAST_LINES), said.size());
    last.forEach(System.out::println);
    assertThat(ended).as("it ends in time; its last words: %s", last).isTrue();
    assertThat(process.exitValue()).as("its last words: %s", last).isZero();
    assertThat(last).anyMatch(line -> line.matches("[1-9]\\d* inputs of seed .*"));
  }
}
