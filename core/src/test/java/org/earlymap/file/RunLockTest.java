// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run at a time. */
final class RunLockTest {
  private static final int KILLS = 12;

  @TempDir private Path folder = Path.of("");

  @Test
  void isHeldByOneAndGoesWithItsFile() throws IOException {
    Path file = folder.toRealPath().resolve("lock");
    try (RunLock first = RunLock.tryTake(file).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(RunLock.tryTake(file)).isEmpty();
    }
    assertThat(file).doesNotExist();
    RunLock.tryTake(file).orElseThrow().close();
  }

  @Test
  void theFileOfADeadRunIsInNobodysWay() throws IOException {
    Path file = Files.writeString(folder.toRealPath().resolve("lock"), "left");
    RunLock.tryTake(file).orElseThrow().close();
    assertThat(file).doesNotExist();
  }

  @Test
  void aPlantedLinkIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path file = Files.createSymbolicLink(folder.toRealPath().resolve("lock"), victim);
    Assertions.assertThatThrownBy(() -> RunLock.tryTake(file)).isInstanceOf(IOException.class);
    assertThat(victim).hasContent("precious");
  }

  @Test
  void anEndingRunLeavesNoFile() throws Exception {
    Path file = folder.toRealPath().resolve("lock");
    for (int kill = 0; kill < KILLS; kill++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LocksTakenForever.class.getName(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(lines.readLine()).isEqualTo("taken");
        Thread.sleep(kill);
        process.destroy();
        process.waitFor();
      }
      assertThat(file).as("kill %s", kill).doesNotExist();
    }
  }
}
