// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input after input for as long as {@code fuzz.seconds} says. */
final class FuzzTest {
  private static final int USUAL_SECONDS = 300;

  @TempDir private Path folder = Path.of("");

  @Test
  void everyInputIsAnswered() throws IOException {
    long seed = Long.getLong("fuzz.seed", 1);
    long nanos = TimeUnit.SECONDS.toNanos(Long.getLong("fuzz.seconds", USUAL_SECONDS));
    Fuzz fuzz =
        new Fuzz(Path.of("..", "..", "samples"), folder, Path.of("target/findings"), System.out);
    long ran = fuzz.run(seed, 0, Long.MAX_VALUE, nanos);
    System.out.println(ran + " inputs of seed " + seed + ": " + fuzz.counts());
    assertThat(fuzz.wrong()).as("of %s inputs of seed %s", ran, seed).isEmpty();
    assertThat(ran).isPositive();
  }
}
