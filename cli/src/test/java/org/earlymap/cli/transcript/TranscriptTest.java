// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.cli.PosixShell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every transcript in README.md and in the documents is what the program prints today. */
final class TranscriptTest {
  @BeforeAll
  static void needsShell() {
    PosixShell.require();
  }

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final boolean UPDATE = "update".equals(System.getProperty("earlymap.transcripts"));

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicContainer> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(PROJECT.resolve("README.md")));
    if (Files.isDirectory(PROJECT.resolve("src/docs"))) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve("src/docs"))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents.stream().map(this::container);
  }

  private DynamicContainer container(Path document) {
    try {
      return DynamicContainer.dynamicContainer(
          document.getFileName().toString(), tests(document).toList());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(document.toString(), e);
    }
  }

  private Stream<DynamicTest> tests(Path document) throws IOException, InterruptedException {
    List<String> lines = Files.readAllLines(document);
    List<Transcript> transcripts = Transcript.of(lines);
    if (transcripts.isEmpty()) {
      return Stream.of();
    }
    List<List<String>> outputs = run(transcripts.stream().map(Transcript::command).toList());
    if (UPDATE) {
      update(document, lines, transcripts, outputs);
      return Stream.of();
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < transcripts.size(); i++) {
      Transcript transcript = transcripts.get(i);
      List<String> actual = outputs.get(i);
      tests.add(
          DynamicTest.dynamicTest(
              "line " + transcript.line() + ": " + transcript.command(),
              () -> compare(document, transcript, actual)));
    }
    return tests.stream();
  }

  private static void compare(Path document, Transcript transcript, List<String> actual) {
    if (!transcript.matches(actual)) {
      assertThat(String.join("\n", actual))
          .as(
              "%s line %d; -Dearlymap.transcripts=update writes what is printed now",
              document, transcript.line())
          .isEqualTo(String.join("\n", transcript.expected()));
    }
  }

  /** Runs one document's commands in a folder of its own that has the samples. */
  private List<List<String>> run(List<String> commands) throws IOException, InterruptedException {
    Path own = Files.createTempDirectory(folder, "document");
    Path work = Files.createDirectories(own.resolve("work"));
    Path outputs = Files.createDirectories(own.resolve("outputs"));
    Path samples = Files.createSymbolicLink(work.resolve("samples"), PROJECT.resolve("samples"));
    Path list = Files.write(own.resolve("commands"), commands);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TranscriptRunner.class.getName(),
                list.toString(),
                outputs.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    Files.delete(samples);
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < commands.size(); i++) {
      lines.add(Files.readAllLines(outputs.resolve(String.valueOf(i))));
    }
    return lines;
  }

  private static void update(
      Path document, List<String> lines, List<Transcript> transcripts, List<List<String>> outputs)
      throws IOException {
    List<String> updated = new ArrayList<>(lines);
    for (int i = transcripts.size() - 1; i >= 0; i--) {
      Transcript transcript = transcripts.get(i);
      if (!transcript.matches(outputs.get(i))) {
        List<String> shown = updated.subList(transcript.expectedFrom(), transcript.expectedTo());
        shown.clear();
        shown.addAll(outputs.get(i));
      }
    }
    if (!updated.equals(lines)) {
      Files.write(document, updated);
    }
  }

  @Test
  void dotsStandForAnyLines() {
    List<String> document =
        List.of("```console", "$ earlymap x \\", "   y", "a", "...", "d", "```");
    Transcript transcript = Transcript.of(document).get(0);
    assertThat(transcript.command()).isEqualTo("earlymap x y");
    assertThat(transcript.line()).isEqualTo(2);
    assertThat(transcript.matches(List.of("a", "b", "c", "d"))).isTrue();
    assertThat(transcript.matches(List.of("a", "d"))).isTrue();
    assertThat(transcript.matches(List.of("a", "b"))).isFalse();
    assertThat(transcript.matches(List.of("a", "d", "e"))).isFalse();
  }

  @Test
  void wordsAreSplitAsAShellDoes() {
    assertThat(ShellWords.split("a 'b c'  \"d 'e\" '' f|"))
        .containsExactly("a", "b c", "d 'e", "", "f|");
  }
}
