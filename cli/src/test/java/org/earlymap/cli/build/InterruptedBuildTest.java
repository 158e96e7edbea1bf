// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A build of many tables in a process of its own: little memory, and an end before its time. */
class InterruptedBuildTest {
  private static final Path SAMPLES = Path.of("..", "samples", "kernel");
  private static final int SIGTERM_CODE = 143;
  private static final int SIGKILL_CODE = 137;
  private static final long TABLES_OF_64_GIB = (64L << 30) / 4096 * 8;

  private static final String DRAFT = ".out.earlymap-";

  @TempDir Path folder;

  /** When a build is ended. */
  enum Moment {
    IN_THE_BUILDING,
    IN_THE_WRITING
  }

  @ParameterizedTest
  @CsvSource({
    "IN_THE_BUILDING, true",
    "IN_THE_WRITING, true",
    "IN_THE_BUILDING, false",
    "IN_THE_WRITING, false"
  })
  void leavesNothing(Moment moment, boolean politely) throws Exception {
    Path out = folder.resolve("out");
    Process build = start(out, moment == Moment.IN_THE_BUILDING ? "4T" : "256G", "-Xmx256m");
    end(build, moment, politely);
    assertThat(out).doesNotExist();
    assertThat(left(politely)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void leavesAnEarlierBuildAsItWas(boolean politely) throws Exception {
    Path out = folder.resolve("out");
    Process first = start(out, "1G", "-Xmx256m");
    assertThat(first.waitFor()).isZero();
    SortedMap<String, String> before = contents(out);
    Process build = start(out, "256G", "-Xmx256m");
    end(build, Moment.IN_THE_WRITING, politely);
    assertThat(contents(out)).isEqualTo(before);
    Build.read(out);
    assertThat(start(out, "1G", "-Xmx256m").waitFor()).isZero();
    assertThat(left(true)).as("nothing of the run that was killed").containsExactly("out");
  }

  @Test
  void needsLittleMemoryForManyTables() throws Exception {
    Path out = folder.resolve("out");
    Process build = start(out, "64G", "-Xmx40m");
    assertThat(build.waitFor()).as(log()).isZero();
    long tables = 0;
    for (BuildManifest.Image image : Build.read(out).manifest().images()) {
      tables += image.name().equals("memblock") ? image.size() : 0;
    }
    assertThat(tables).isGreaterThan(TABLES_OF_64_GIB);
    assertThat(left(true)).containsExactly("out");
  }

  private Process start(Path out, String memory, String heap) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.earlymap.cli.Main",
                "build",
                SAMPLES.resolve("vmlinux-4k-52").toString(),
                "--config",
                SAMPLES.resolve("config-4k-52").toString()));
    command.addAll(List.of("--memory", "0x40000000:" + memory, "--table-memory", "16M"));
    command.addAll(List.of("--stage", "paging-init", "-o", out.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private void end(Process build, Moment moment, boolean politely) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    if (moment == Moment.IN_THE_WRITING) {
      while (!hasDraft()) {
        assertThat(build.isAlive()).as(log()).isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.sleep(5);
      }
    } else {
      // The folder is taken before the first table is made.
      while (!hasBegun()) {
        assertThat(build.isAlive()).as(log()).isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.sleep(5);
      }
    }
    if (politely) {
      build.destroy();
    } else {
      build.destroyForcibly();
    }
    int code = build.waitFor();
    assertThat(code).as(log()).isEqualTo(politely ? SIGTERM_CODE : SIGKILL_CODE);
  }

  private boolean hasBegun() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().contains("earlymap"));
    }
  }

  private boolean hasDraft() throws IOException {
    try (Stream<Path> drafts = Files.list(folder)) {
      return drafts.anyMatch(InterruptedBuildTest::hasContents);
    }
  }

  private static boolean hasContents(Path draft) {
    String[] files = draft.toFile().list();
    return draft.getFileName().toString().startsWith(DRAFT) && files != null && files.length > 0;
  }

  /** What lies in the folder; a draft is allowed where the program could not do anything more. */
  private List<String> left(boolean politely) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("log"))
          .filter(name -> politely || !name.startsWith(DRAFT))
          .toList();
    }
  }

  private static SortedMap<String, String> contents(Path out) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.getFileName().toString(), hash(file));
      }
    }
    return contents;
  }

  private static String hash(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
