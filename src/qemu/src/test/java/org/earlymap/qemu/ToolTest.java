// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTest {
  @TempDir Path directory;

  @Test
  void findsWhatIsOnThePathAndNothingElse() {
    assertThat(Tool.find("sh")).isPresent();
    assertThat(Tool.find("no-such-program-of-anyone")).isEmpty();
  }

  @Test
  void failureCarriesTheOutput() {
    assertThatThrownBy(
            () ->
                Tool.run(
                    directory, Duration.ofSeconds(20), List.of("sh", "-c", "echo why >&2; exit 3")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("failed with 3")
        .hasMessageContaining("why");
  }

  @Test
  void whatRunsTooLongIsEnded() {
    assertThatThrownBy(() -> Tool.run(directory, Duration.ofMillis(200), List.of("sleep", "30")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("longer than");
  }
}
