// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassArchiveTrainingTest {
  @TempDir Path work;

  @Test
  void buildsTheSampleKernel() {
    ClassArchiveTraining.main(new String[] {"../samples", work.toString()});
    assertThat(work.resolve("tables/manifest.json")).exists();
    assertThat(work.resolve("late/manifest.json")).exists();
  }
}
