// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that is given as a whole has a limit of size and one of depth, and both are said. */
final class InputLimitsTest {
  private static final int DEEP = 200_000;

  @TempDir private Path folder = Path.of("");

  /** Every command that reads JSON or YAML; FILE is the file. */
  static Stream<String> readers() {
    return Stream.of(
        "dump FILE",
        "walk FILE 0",
        "verify FILE FILE",
        "diff FILE FILE",
        "tlbi --from FILE --to FILE",
        "check ../samples/kernel/vmlinux-4k-52 --baseline FILE",
        "cpu FILE",
        "cpu --batch FILE",
        "tlbi --batch FILE",
        "sweep FILE",
        "plan FILE -o OUT");
  }

  @ParameterizedTest
  @MethodSource("readers")
  void whatIsNestedTooDeeplyIsRefused(String command) throws IOException {
    for (String text :
        List.of(
            "[".repeat(DEEP),
            "{\"schema\": \"earlymap.manifest/1\", \"a\": " + "[".repeat(DEEP),
            "{\"schema\":\"earlymap.layout/1\",\"a\":" + "{\"a\":".repeat(DEEP),
            "[" + "{\"a\":".repeat(DEEP),
            "schema: earlymap.plan/1\nregions: " + "[".repeat(DEEP))) {
      assertRefused(command, Files.writeString(folder.resolve("manifest.json"), text));
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  @EnabledOnOs(OS.LINUX)
  void whatHasNoEndIsReadUpToALimit(String command) {
    String err = assertRefused(command, Path.of("/dev/zero"));
    assertThat(err).contains("/dev/zero");
  }

  /** A file of a few hundred bytes that stands for 10^9 words. */
  @Test
  void namesThatStandForManyOthersAreRefused() throws IOException {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      text.append(String.format(java.util.Locale.ROOT, "a%d: &a%d [%s]\n", i, i, "*a" + (i - 1)));
      text.append("va-bits: ").append(("*a" + i + ", ").repeat(10)).append('\n');
    }
    Path file = Files.writeString(folder.resolve("manifest.json"), text);
    assertRefused("sweep FILE", file);
    assertRefused("plan FILE -o OUT", file);
  }

  private String assertRefused(String command, Path file) {
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ", -1)) {
      words.add(
          word.replace("FILE", file.toString()).replace("OUT", folder.resolve("out").toString()));
    }
    Invocation refused = Invocation.of(words.toArray(String[]::new));
    assertThat(refused.code()).as(command).isEqualTo(ExitCode.TROUBLE);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .as(command)
        .startsWith("earlymap: ")
        .doesNotContain("internal error", "out of memory", "\tat ", "the input is nested")
        .hasSizeLessThan(2000);
    assertThat(folder.resolve("out")).doesNotExist();
    return refused.err();
  }
}
