// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.cli.PosixShell;
import org.earlymap.cli.launcher.Checkout.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's class archive: made once, used, renewed, and silent where it does not fit. */
final class ClassArchiveTest {
  @BeforeAll
  static void needsShell() {
    PosixShell.require();
  }

  private static final Outcome PLAIN = new Outcome(1, "[x]\n", "");

  @TempDir Path folder;
  private Checkout checkout;
  private Path cache;

  /** Without blanks in its path: Java 17 shares no class of a jar that has one. */
  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Checkout.in(folder, "checkout").packaged();
    cache = folder.resolve("a cache");
    checkout.environment.put("XDG_CACHE_HOME", cache.toString());
  }

  @Test
  void isWrittenOnceAndUsed() throws Exception {
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    Path archive = archive();
    FileTime written = Files.getLastModifiedTime(archive);
    Path log = folder.resolve("classes.log");
    checkout.environment.put("EARLYMAP_JAVA_OPTS", "-Xlog:class+load:file=" + log);
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    assertThat(Files.readAllLines(log))
        .anySatisfy(
            line -> assertThat(line).contains("org.earlymap.cli.Main", "shared objects file"));
    assertThat(Files.getLastModifiedTime(archive())).isEqualTo(written);
  }

  @Test
  void liesInTheHomeFolderByDefault() throws Exception {
    checkout.environment.remove("XDG_CACHE_HOME");
    checkout.environment.put("HOME", folder.resolve("a home").toString());
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    assertThat(files(folder.resolve("a home/.cache/earlymap"))).hasSize(1);
  }

  @Test
  void isRenewedWhenTheProgramIsNewer() throws Exception {
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    FileTime old = FileTime.from(Instant.now().minusSeconds(100));
    Files.setLastModifiedTime(archive(), old);
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    assertThat(Files.getLastModifiedTime(archive())).isGreaterThan(old);
    assertThat(files(cache)).hasSize(1);
  }

  @Test
  void anArchiveThatDoesNotFitIsPassedOver() throws Exception {
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    Path archive = archive();
    archive.toFile().setWritable(true);
    byte[] bytes = Files.readAllBytes(archive);
    java.util.Arrays.fill(bytes, 0, 4096, (byte) 7);
    Files.write(archive, bytes);
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
  }

  @Test
  void noCacheFolderIsNoHarm() throws Exception {
    Path file = Files.writeString(folder.resolve("a file"), "not a folder");
    checkout.environment.put("XDG_CACHE_HOME", file.toString());
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    checkout.environment.put("XDG_CACHE_HOME", "relative");
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    checkout.environment.remove("XDG_CACHE_HOME");
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
  }

  @Test
  void aJvmThatCannotWriteOneIsAskedOnce() throws Exception {
    Path jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.copy(Checkout.JDK.resolve("release"), jdk.resolve("release"));
    Path calls = folder.resolve("dumps");
    Checkout.script(
        jdk.resolve("bin/java"),
        "case \"$*\" in *-Xshare:dump*) echo dump >>'"
            + calls
            + "'; exit 1 ;; esac\n"
            + "exec '"
            + Checkout.JDK.resolve("bin/java")
            + "' \"$@\"");
    checkout.environment.put("JAVA_HOME", jdk.toString());
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    assertThat(checkout.run("x")).isEqualTo(PLAIN);
    assertThat(Files.readAllLines(calls)).hasSize(1);
  }

  @Test
  void firstRunsAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(checkout.start(checkout.launcher().toString(), "x"));
    }
    for (Process run : runs) {
      assertThat(checkout.end(run).out()).isEqualTo("[x]\n");
    }
    assertThat(files(cache)).hasSize(1);
  }

  private Path archive() throws IOException {
    List<Path> files = files(cache);
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private static List<Path> files(Path top) throws IOException {
    try (Stream<Path> walk = Files.walk(top)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }
}
