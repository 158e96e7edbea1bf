// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** The tool of tests that run the launcher or a transcript. */
public final class PosixShell {
  private static final String SENTENCE = "/bin/sh is needed to run the launcher and transcripts";

  private PosixShell() {}

  /** Skips the test where there is none; with EARLYMAP_REQUIRE_TOOLS the test fails. */
  public static void require() {
    boolean there = Files.isExecutable(Path.of("/bin/sh"));
    if ("1".equals(System.getenv("EARLYMAP_REQUIRE_TOOLS"))) {
      assertThat(there).as(SENTENCE).isTrue();
    }
    assumeThat(there).as(SENTENCE).isTrue();
  }
}
