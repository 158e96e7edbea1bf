// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code earlymap diff} says of two builds of the sample kernel. */
final class BuildDiffTest {
  private static final String KERNEL = "../samples/kernel/vmlinux-4k-52";

  @TempDir private static Path folder;

  private String out = "";

  @BeforeAll
  static void build() {
    build("a", "--memory", "0x40000000:64M");
    build("b", "--memory", "0x40000000:128M", "--cmdline", "rodata=off");
  }

  private static void build(String name, String... options) {
    List<String> command = new ArrayList<>(List.of("build", KERNEL, "--stage", "paging-init"));
    command.addAll(List.of("-o", folder.resolve(name).toString()));
    command.addAll(List.of(options));
    Invocation run = Invocation.of(command.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
  }

  private int diff(String before, String after, String... options) {
    List<String> command = new ArrayList<>(List.of("diff"));
    command.add(folder.resolve(before).toString());
    command.add(folder.resolve(after).toString());
    command.addAll(List.of(options));
    Invocation run = Invocation.of(command.toArray(String[]::new));
    out = run.out() + run.err();
    return run.code();
  }

  @Test
  void aBuildIsTheSameAsItself() {
    assertThat(diff("a", "a", "--bytes")).isZero();
    assertThat(out).isEqualTo("No difference.\n");
    assertThat(diff("a", "a/manifest.json")).isZero();
  }

  @Test
  void whatTheInputsChangeIsWhatDiffers() {
    assertThat(diff("a", "b")).isEqualTo(ExitCode.NO);
    String text = out;
    // The second 64 MiB of memory, in blocks because nothing need be read-only by pages.
    assertThat(text)
        .contains("0xfff0000004000000  0xfff0000008000000  64 MiB: presence")
        .contains("level 2 contiguous")
        .contains("64 KiB: permission")
        .contains("EL1 r-x")
        .contains("EL1 rwx")
        .doesNotContain("idmap_pg_dir");
    assertThat(diff("b", "a")).isEqualTo(ExitCode.NO);
    assertThat(out.lines().filter(line -> line.startsWith("0x")))
        .containsExactlyElementsOf(text.lines().filter(line -> line.startsWith("0x")).toList());
  }

  @Test
  void jsonAndHtmlHaveTheSameRanges() {
    diff("a", "b");
    List<String> ranges = out.lines().filter(line -> line.startsWith("0x")).toList();
    assertThat(diff("a", "b", "--format", "json")).isEqualTo(ExitCode.NO);
    JsonNode mappings = JsonMapper.shared().readTree(out).get("mappings");
    assertThat(mappings.size()).isEqualTo(ranges.size()).isGreaterThan(4);
    assertThat(mappings.get(0).get("root").asString()).isEqualTo("swapper_pg_dir");
    assertThat(diff("a", "b", "--format", "html")).isEqualTo(ExitCode.NO);
    for (String range : ranges) {
      assertThat(out).contains(range.substring(0, 18));
    }
  }

  @Test
  void descriptorsAreListedWhereAskedFor() {
    assertThat(diff("a", "b", "--bytes")).isEqualTo(ExitCode.NO);
    assertThat(out).contains("\nDescriptors\n");
    long lines = out.lines().filter(line -> line.matches("0x\\w+  .*0x\\w+")).count();
    assertThat(lines).isGreaterThan(1000);
  }

  @Test
  void aBuildAndALayoutAreNotCompared() throws IOException {
    Path layout = Files.writeString(folder.resolve("layout.json"), "{\"constants\":{}}");
    Invocation run = Invocation.of("diff", folder.resolve("a").toString(), layout.toString());
    assertThat(run.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(run.err()).contains("compare two of a kind");
  }
}
