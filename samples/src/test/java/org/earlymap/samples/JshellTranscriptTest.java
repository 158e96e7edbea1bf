// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide shows of the library at jshell's prompt is what jshell prints. */
final class JshellTranscriptTest {
  private static final String PROMPT = "jshell> ";
  private static final Path GUIDE = Path.of("../src/docs/library.md");
  private static final Pattern BLOCK = Pattern.compile("```jshell\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder = Path.of("");

  @Test
  void theGuideShowsWhatJshellPrints() throws Exception {
    String guide = Files.readString(GUIDE);
    Matcher block = BLOCK.matcher(guide);
    assertThat(block.find()).as("a block of jshell in %s", GUIDE).isTrue();
    List<String> typed =
        block
            .group(1)
            .lines()
            .filter(line -> line.startsWith(PROMPT))
            .map(line -> line.substring(PROMPT.length()))
            .toList();
    String session = session(typed);
    if (System.getProperty("earlymap.transcripts", "").equals("update")) {
      Files.writeString(
          GUIDE, guide.substring(0, block.start(1)) + session + guide.substring(block.end(1)));
    } else {
      assertThat(block.group(1)).isEqualTo(session);
    }
  }

  /** What a terminal shows: jshell does not repeat what it reads from a file. */
  private String session(List<String> typed) throws IOException, InterruptedException {
    Path lines = Files.write(folder.resolve("typed"), typed);
    Path printed = folder.resolve("printed");
    String classes =
        Stream.of("java.class.path", "jdk.module.path")
            .map(name -> System.getProperty(name, ""))
            .flatMap(path -> Stream.of(path.split(":", -1)))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(":"));
    Process jshell =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "-J-XX:+UseSerialGC",
                "-J-Duser.home=" + folder,
                "--class-path",
                classes)
            .directory(Path.of("..").toFile())
            .redirectInput(lines.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(jshell.waitFor()).isZero();
    List<String> answers = new ArrayList<>();
    String all = Files.readString(printed, StandardCharsets.UTF_8);
    for (String answer : all.split(Pattern.quote(PROMPT), -1)) {
      // Where it is not a terminal that listens, jshell still takes back what it would show there.
      answers.add(answer.replace("\b", "").strip());
    }
    StringBuilder session = new StringBuilder();
    for (int i = 0; i < typed.size(); i++) {
      session.append(PROMPT).append(typed.get(i)).append('\n');
      String answer = answers.get(i + 1);
      session.append(answer).append(answer.isEmpty() ? "" : "\n");
    }
    return session.toString();
  }
}
