// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file that is written replaces, and what it leaves alone. */
final class ReplacedFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void followsLinksAndKeepsPermissions() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link);
    write(second, "new");
    assertThat(second).isSymbolicLink();
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("made"));
    write(dangling, "new");
    assertThat(dangling).isSymbolicLink();
    assertThat(Files.isRegularFile(folder.resolve("made"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertThatThrownBy(() -> write(loop, "x")).isInstanceOf(FileSystemException.class);
  }

  @Test
  void refusesFoldersAndReadOnlyFiles() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> write(empty, "x")).hasMessageContaining("this is a folder");
    assertThat(empty).isDirectory();
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> write(file, "x")).isInstanceOf(AccessDeniedException.class);
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactlyInAnyOrder("empty", "file");
  }

  @Test
  void writesStraightIntoDevicesAndPipes() throws Exception {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "this system has no /dev/null");
    Path link = Files.createSymbolicLink(folder.resolve("null"), device);
    write(link, "x");
    assertThat(Files.isRegularFile(device)).isFalse();
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process reader = new ProcessBuilder("cat", pipe.toString()).start();
    write(pipe, "through the pipe");
    assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("through the pipe");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(names()).containsExactlyInAnyOrder("null", "pipe");
  }

  @Test
  void aLinkThatWasPlantedForADraftIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(folder.resolve(".out.part"), victim);
    write(folder.resolve("out"), "x");
    assertThat(victim).hasContent("precious");
    assertThat(folder.resolve("out")).hasContent("x");
  }

  @Test
  void whatDeadRunsLeftIsRemoved() throws IOException {
    Files.writeString(folder.resolve(".out.earlymap-0123456789abcdef"), "half");
    Files.writeString(folder.resolve(".other.earlymap-0123456789abcdef"), "not of this file");
    Files.writeString(folder.resolve(".out.earlymap-notes"), "not a draft");
    write(folder.resolve("out"), "x");
    assertThat(names())
        .containsExactlyInAnyOrder(
            "out", ".other.earlymap-0123456789abcdef", ".out.earlymap-notes");
  }

  @Test
  void aFailureLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThatThrownBy(
            () ->
                ReplacedFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("no room");
                    }))
        .hasMessage("no room");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void writersAtTheSameTimeLeaveOneOfTheirFiles() throws Exception {
    Path file = folder.resolve("file");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        String text = Character.toString('a' + i % 26).repeat(1 + i * 997);
        writers.add(
            () -> {
              write(file, text);
              String found = Files.readString(file);
              return found.chars().distinct().count() == 1 && (found.length() - 1) % 997 == 0;
            });
      }
      for (Future<Boolean> whole : threads.invokeAll(writers)) {
        assertThat(whole.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(names()).containsExactly("file");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void write(Path target, String text) throws IOException {
    ReplacedFile.write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
