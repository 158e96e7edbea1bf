// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.build.Build;
import org.earlymap.build.BuildManifest;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.file.RunLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build replaces, what it leaves alone, and how it puts right what killed runs left. */
final class BuildFolderTest {
  private static final Path SAMPLES = Path.of("..", "samples", "kernel");
  private static final String DRAFT = ".out.earlymap-0123456789abcdef";

  @TempDir private Path temporary = Path.of("");
  private Path folder = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void name() throws IOException {
    folder = temporary.toRealPath();
    out = folder.resolve("out");
  }

  @Test
  void aManifestOfSomebodyElseIsNotReplaced() throws IOException {
    Files.createDirectory(out);
    for (String foreign :
        List.of("{\"name\": \"an extension\"}", "no JSON", "[]", "{\"schema\":7}")) {
      Path manifest = Files.writeString(out.resolve("manifest.json"), foreign);
      Invocation build = build();
      assertThat(build.code()).isEqualTo(ExitCode.TROUBLE);
      assertThat(build.err()).contains(out + ": cannot be written: its manifest.json is not that");
      assertThat(manifest).hasContent(foreign);
      assertThat(names(out)).containsExactly("manifest.json");
    }
  }

  @Test
  void otherFilesStay() throws IOException {
    build("--stage", "paging-init");
    Path note = Files.writeString(out.resolve("note"), "mine");
    Path other = Files.writeString(out.resolve("other.bin"), "mine too");
    List<String> before = names(out);
    assertThat(build().code()).isZero();
    assertThat(note).hasContent("mine");
    assertThat(other).hasContent("mine too");
    assertThat(names(out)).hasSizeLessThan(before.size()).noneMatch(name -> name.startsWith("."));
    assertThat(names(folder)).containsExactly("out");
    Build.readVerified(out);
  }

  @Test
  void aLinkToAFolderStaysOne() throws IOException {
    Path real = folder.resolve("real");
    Files.createSymbolicLink(out, real);
    assertThat(build().code()).isZero();
    assertThat(build("--stage", "init-idmap").code()).isZero();
    assertThat(out).isSymbolicLink();
    assertThat(names(folder)).containsExactly("out", "real");
    assertThat(Build.readVerified(real).manifest().images()).hasSize(1);
  }

  @Test
  void theLoserOfARaceSaysSo() throws IOException {
    build();
    List<String> before = hashes();
    try (RunLock other = RunLock.tryTake(folder.resolve(".out.earlymap-lock")).orElseThrow()) {
      assertThat(other).isNotNull();
      Invocation build = build("--stage", "init-idmap");
      assertThat(build.code()).isEqualTo(ExitCode.TROUBLE);
      assertThat(build.err())
          .isEqualTo(
              "earlymap: " + out + ": cannot be written: another run of earlymap writes here\n");
    }
    assertThat(hashes()).isEqualTo(before);
    assertThat(build("--stage", "init-idmap").code()).isZero();
    assertThat(hashes()).isNotEqualTo(before);
  }

  @Test
  void whatDeadRunsLeftIsRemoved() throws IOException {
    Files.createDirectory(folder.resolve(DRAFT));
    Files.writeString(folder.resolve(DRAFT).resolve("init_pg_dir.bin"), "half");
    Files.createDirectory(folder.resolve(".other.earlymap-0123456789abcdef"));
    Files.createDirectories(out.resolve(".earlymap-0123456789abcdef"));
    assertThat(build().code()).isZero();
    assertThat(names(folder)).containsExactly(".other.earlymap-0123456789abcdef", "out");
    assertThat(names(out)).noneMatch(name -> name.startsWith("."));
  }

  /** Killed after the old folder was renamed and before the new one was. */
  @Test
  void aReaderFindsTheOldBuildThatWasPutAside() throws IOException {
    build();
    List<String> before = hashes();
    Files.move(out, folder.resolve(DRAFT + ".old"));
    Files.createDirectory(folder.resolve(DRAFT));
    assertThat(Invocation.of("walk", out.toString(), "0xffff800080010000").err()).isEmpty();
    assertThat(hashes()).isEqualTo(before);
    assertThat(names(folder)).containsExactly("out");
  }

  /** Killed after the new folder was renamed and before the old one was deleted. */
  @Test
  void aBuildThatWasReplacedIsRemoved() throws IOException {
    build();
    Files.move(out, folder.resolve(DRAFT + ".old"));
    build("--stage", "init-idmap");
    Files.move(out, folder.resolve("new"));
    build();
    Files.move(out, folder.resolve(DRAFT + ".old"));
    Files.move(folder.resolve("new"), out);
    assertThat(build("--stage", "start-kernel").code()).isZero();
    assertThat(names(folder)).containsExactly("out");
  }

  /** Killed at each point of the moving in a folder that has other files too. */
  @Test
  void aDecisionIsCarriedOut() throws IOException {
    build();
    List<String> wanted = hashes();
    for (int moved = 0; moved <= wanted.size(); moved++) {
      build("--stage", "paging-init");
      Path note = Files.writeString(out.resolve("note"), "mine");
      Path next = folder.resolve("next");
      assertThat(run(next).code()).isZero();
      Path decided = out.resolve(".earlymap-decided");
      Files.move(next, decided);
      if (moved > 0) {
        Files.move(out.resolve("manifest.json"), decided.resolve("manifest.json.old"));
      }
      List<String> files = new ArrayList<>(names(decided));
      files.removeIf(name -> name.startsWith("manifest.json"));
      files.add("manifest.json");
      for (String name : files.subList(0, Math.max(0, moved - 1))) {
        Files.deleteIfExists(out.resolve(name));
        Files.move(decided.resolve(name), out.resolve(name));
      }
      if (moved == 0) {
        assertThat(build("--load-address", "0x1").code()).isEqualTo(ExitCode.TROUBLE);
        continue;
      }
      if (moved <= files.size()) {
        assertThat(Invocation.of("walk", out.toString(), "0xffff800080010000").err()).isEmpty();
      }
      Files.delete(note);
      assertThat(build().code()).isZero();
      assertThat(hashes()).isEqualTo(wanted);
    }
  }

  @Test
  void tablesThatDoNotFitAreRefusedBeforeAnythingIsWritten() throws IOException {
    Invocation build = build("--memory", "0x40000000:120T", "--stage", "paging-init");
    assertThat(build.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(build.err()).contains("the tables of this much memory take about", "--force");
    assertThat(names(folder)).isEmpty();
  }

  private Invocation build(String... options) {
    return run(out, options);
  }

  private static Invocation run(Path out, String... options) {
    List<String> args = new ArrayList<>(List.of("build"));
    args.add(SAMPLES.resolve("vmlinux-4k-52").toString());
    args.addAll(List.of("--config", SAMPLES.resolve("config-4k-52").toString()));
    args.addAll(List.of("-o", out.toString()));
    args.addAll(List.of(options));
    return Invocation.of(args.toArray(String[]::new));
  }

  private List<String> hashes() throws IOException {
    return Build.readVerified(out).manifest().images().stream()
        .map(BuildManifest.Image::sha256)
        .toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
