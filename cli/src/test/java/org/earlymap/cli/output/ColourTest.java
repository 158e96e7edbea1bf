// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.Main;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Colour on a terminal and nowhere else, never against {@code NO_COLOR}, in text alone. */
final class ColourTest {
  private static final String KERNEL = "../samples/kernel/vmlinux-4k-52";
  private static final String ESCAPE = "\u001b[";

  @TempDir private static Path folder;

  @BeforeAll
  static void build() {
    for (String rodata : List.of("on", "off")) {
      Invocation run =
          Invocation.of(
              "build",
              KERNEL,
              "--stage=paging-init",
              "--cmdline=rodata=" + rodata,
              "--memory=0x40000000:64M",
              "-o",
              folder.resolve(rodata).toString());
      assertThat(run.code()).as(run.err()).isZero();
    }
  }

  /** The words of a command line, of which {@code on} and {@code off} are builds. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    for (String word : Splitter.on(' ').split(command)) {
      boolean build = word.equals("on") || word.equals("off");
      words.add(build ? folder.resolve(word).toString() : word);
    }
    return words;
  }

  private static Invocation run(String command) {
    return Invocation.of(words(command).toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "check ../samples/kernel/vmlinux-4k-52 --verbose, [1mEM-",
    "wx off, [31m",
    "wx on --root idmap_pg_dir, [32mnothing is writable and executable",
    "diff on off, [32m+ "
  })
  void colourIsAskedForAndChangesNoWord(String command, String painted) {
    Invocation plain = run(command);
    Invocation coloured = run(command + " --color always");
    assertThat(plain.out()).doesNotContain(ESCAPE).isNotEmpty();
    assertThat(run(command + " --colour never")).isEqualTo(plain);
    assertThat(coloured.out()).contains("\u001b" + painted);
    assertThat(coloured.out().replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain.out());
    assertThat(coloured.code()).isEqualTo(plain.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check ../samples/kernel/vmlinux-4k-52 --format json",
        "check ../samples/kernel/vmlinux-4k-52 --format sarif",
        "check ../samples/kernel/vmlinux-4k-52 --format junit",
        "wx off --format json",
        "diff on off --format json",
        "diff on off --format html"
      })
  void whatProgramsReadHasNone(String command) {
    assertThat(run(command + " --color always")).isEqualTo(run(command));
  }

  @Test
  void colourIsOnATerminalWithoutNoColor() throws IOException, InterruptedException {
    assertThat(apart(true, Optional.empty())).contains(ESCAPE);
    for (String command :
        List.of("wx off", "check ../samples/kernel/vmlinux-4k-52", "diff on off")) {
      Path file = folder.resolve("written");
      apart(true, Optional.empty(), command + " -o " + file);
      assertThat(file).as(command).content().doesNotContain(ESCAPE).isNotEmpty();
    }
    assertThat(apart(true, Optional.of(""))).contains(ESCAPE);
    assertThat(apart(true, Optional.of("1"))).doesNotContain(ESCAPE).contains("allow too much");
    assertThat(apart(false, Optional.empty())).doesNotContain(ESCAPE).contains("allow too much");
  }

  /** Runs in a process of its own as the launcher starts it; says what was printed. */
  private static String apart(boolean terminal, Optional<String> noColor)
      throws IOException, InterruptedException {
    return apart(terminal, noColor, "wx off");
  }

  private static String apart(boolean terminal, Optional<String> noColor, String words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (terminal) {
      command.add("-Dearlymap.terminal.out=true");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(words(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("NO_COLOR");
    noColor.ifPresent(value -> builder.environment().put("NO_COLOR", value));
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isIn(ExitCode.DONE, ExitCode.NO);
    return text;
  }
}
