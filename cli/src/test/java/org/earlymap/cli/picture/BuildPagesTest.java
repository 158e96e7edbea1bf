// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of builds, of walks and of two builds: what they say, and what they never hold. */
final class BuildPagesTest {
  private static final String SAMPLES = "../samples/kernel/";
  private static final String TEXT = "0xffff800080010000";

  /** What HTML, a style sheet and a shell would each take for their own. */
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\"&'\u202e.elf";

  private static final Pattern TAG = Pattern.compile("<(/?)([a-z0-9]+)([^>]*)>");
  private static final Set<String> EMPTY = Set.of("meta", "br", "rect", "line", "polygon");

  @TempDir private static Path folder;

  @BeforeAll
  static void build() throws IOException {
    build(SAMPLES + "vmlinux-4k-52", "a", "--memory", "0x40000000:64M");
    build(SAMPLES + "vmlinux-4k-52", "b", "--memory", "0x40000000:128M", "--cmdline", "rodata=off");
    build(SAMPLES + "booting/vmlinux-booting", "traced", "--trace");
    Path hostile = folder.resolve(HOSTILE);
    Files.copy(Path.of(SAMPLES + "vmlinux-4k-52"), hostile);
    build(hostile.toString(), "hostile", "--memory", "0x40000000:64M");
  }

  private static void build(String kernel, String name, String... options) {
    List<String> command = new ArrayList<>(List.of("build", kernel, "--stage", "paging-init"));
    command.addAll(List.of("-o", folder.resolve(name).toString()));
    command.addAll(List.of(options));
    Invocation run = Invocation.of(command.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
  }

  /** Runs a command line, whose words {@code a}, {@code b} and so on are builds. */
  private static Invocation run(String command) {
    List<String> words = new ArrayList<>();
    for (String word : Splitter.on(' ').split(command)) {
      Path build = folder.resolve(word);
      words.add(Files.exists(build) ? build.toString() : word);
    }
    words.addAll(List.of("--format", "html"));
    return Invocation.of(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dump a",
        "dump traced",
        "dump hostile",
        "dump a --root idmap_pg_dir",
        "walk a " + TEXT + " 0xffff000000000000 0x40200000",
        "walk traced " + TEXT,
        "walk hostile " + TEXT,
        "diff a b",
        "diff a a",
        "diff hostile b"
      })
  void aPageIsWholeAndLoadsAndRunsNothing(String command) {
    Invocation page = run(command);
    assertThat(page.err()).isEmpty();
    assertThat(page.out())
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .endsWith("</html>\n")
        .doesNotContain("<script", "<img", "<link", " src=\"", "href=\"http", "https://", "@import")
        .doesNotContain("url(", " onerror=alert(1)>\"", "\u202e");
    assertBalanced(page.out());
    assertThat(run(command)).isEqualTo(page);
  }

  /** The namespace of SVG is a name and not fetched; every other tag is closed where it should. */
  private static void assertBalanced(String html) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = TAG.matcher(html);
    while (tag.find()) {
      String name = tag.group(2);
      if (!tag.group(1).isEmpty()) {
        assertThat(open.pop()).as("closed at %d", tag.start()).isEqualTo(name);
      } else if (!EMPTY.contains(name)) {
        open.push(name);
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void namesAreShownAsTheyAre() {
    String shown = "&lt;img src=x onerror=alert(1)&gt;&quot;&amp;&#39;\ufffd.elf";
    assertThat(run("dump hostile").out()).contains("<title>" + shown, "<h1>" + shown);
    assertThat(run("walk hostile " + TEXT).out()).contains("\">" + shown + ", Linux 6.12.117");
    assertThat(run("diff hostile b").out()).contains("<figcaption>" + shown);
  }

  @Test
  void aBuildIsDrawnWithItsImageItsMemoryAndItsTables() {
    String page = run("dump a").out();
    for (String name : List.of("swapper_pg_dir", "idmap_pg_dir", "text", "rodata", "device tree")) {
      assertThat(page).contains(name);
    }
    assertThat(page.split("<svg class=\"space wide\"")).hasSizeGreaterThan(4);
    // Every range that the dump lists is in the page's table, with what may be done there.
    List<String> ranges = new ArrayList<>();
    Invocation csv = Invocation.of("dump", folder.resolve("a").toString(), "--format", "csv");
    csv.out().lines().skip(1).forEach(line -> ranges.add(line.substring(0, 18)));
    assertThat(ranges).hasSizeGreaterThan(8);
    assertThat(page).contains(ranges);
    assertThat(page).contains("class=\"chip p-rx\"", "class=\"chip p-rw\"", "class=\"chip p-r\"");
    assertThat(page).contains("level 3, contiguous", "id=\"image\"", "id=\"memory\"");
    assertThat(page).doesNotContain("written by");
  }

  /** The text lies 64 KiB above the load address, and the linear map has it there too. */
  @Test
  void aPartOfTheImageSaysWhereElseItIsMapped() {
    String page = run("dump a").out();
    String text = page.substring(page.indexOf("<tr><td>text</td>"));
    assertThat(text.substring(0, text.indexOf("</tr>")))
        .contains(TEXT, "0x0000000040210000", "<span class=\"mono\">0xfff0000000210000</span>");
  }

  @Test
  void whoWroteAnEntryIsSaidWhereItWasTraced() {
    assertThat(run("dump traced").out())
        .contains("written by early_map_kernel", "written by map_level");
    String page = run("walk traced " + TEXT).out();
    assertThat(page.split("class=\"writer\">written by ")).hasSize(5);
  }

  @Test
  void aWalkShowsEveryDescriptor() {
    Invocation text =
        Invocation.of("walk", folder.resolve("a").toString(), TEXT, "--format", "text");
    Invocation page = run("walk a " + TEXT);
    assertThat(page.code()).isEqualTo(ExitCode.DONE);
    Matcher descriptor = Pattern.compile(" index \\d+  (0x[0-9a-f]{16})").matcher(text.out());
    int steps = 0;
    while (descriptor.find()) {
      assertThat(page.out()).contains(descriptor.group(1));
      steps++;
    }
    assertThat(page.out().split("<span class=\"level ")).hasSize(steps + 1);
    assertThat(steps).isEqualTo(5);
    Invocation fault = run("walk a 0xffff800000000000");
    assertThat(fault.code()).isEqualTo(ExitCode.NO);
    assertThat(fault.out()).contains("<strong>translation fault at level ");
  }

  @Test
  void whatDiffersIsMarkedInBothBuilds() {
    Invocation page = run("diff a b");
    assertThat(page.code()).isEqualTo(ExitCode.NO);
    assertThat(page.out()).contains("ranges differ</h1>", "<tr class=\"changed\">");
    List<String> pictures = Splitter.on("<svg ").splitToList(page.out());
    // Of the running kernel's space: each side for wide windows and for narrow ones.
    for (int i = 1; i <= 4; i++) {
      assertThat(pictures.get(i)).as("picture %d", i).contains("<g class=\"marked\">");
    }
    Invocation same = run("diff a a");
    assertThat(same.code()).isEqualTo(ExitCode.DONE);
    assertThat(same.out())
        .contains("No mapping differs</h1>")
        .doesNotContain("<g class=\"marked\">", "<tr class=\"changed\">");
  }

  /** Tables that lead to each other 512 times at each level, with no two pages alike. */
  @Test
  void aPageOfTablesWithoutEndIsSmall() throws IOException {
    Path memory = folder.resolve("endless.bin");
    ByteBuffer bytes = ByteBuffer.allocate(4 * 4096).order(ByteOrder.LITTLE_ENDIAN);
    for (int level = 0; level < 3; level++) {
      long next = 0x40001003L + level * 0x1000L;
      fill(bytes, i -> next);
    }
    fill(bytes, i -> 0x80000703L + i * 0x1000L | (i & 1L) << 7);
    Files.write(memory, bytes.array());
    Invocation page =
        Invocation.of(
            "dump",
            memory + "@0x40000000",
            "--tcr=0x2b5103510",
            "--ttbr1=0x40000000",
            "--format=html");
    assertThat(page.code()).isEqualTo(ExitCode.NO);
    assertThat(page.err()).contains("visited too often");
    assertThat(page.out())
        .contains(" more are not shown", "visited too often")
        .hasSizeLessThan(400_000);
    assertBalanced(page.out());
  }

  private static void fill(ByteBuffer table, IntToLongFunction descriptor) {
    for (int i = 0; i < 512; i++) {
      table.putLong(descriptor.applyAsLong(i));
    }
  }
}
