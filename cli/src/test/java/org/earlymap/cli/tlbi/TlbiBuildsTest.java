// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.earlymap.cli.Invocation;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tlbi --from --to} on builds whose tables are those of a kernel that ran. */
class TlbiBuildsTest {
  private static final TruthFile TRUTH = TruthFile.named("4k-52--max-base");
  private static final long PAGE = 4096;

  @TempDir Path folder;

  /** What a kernel flushes between the two stages: its aliases' and its read-only data's range. */
  @Test
  void whatTheEndOfTheBootChangesIsInvalidatedPageByPage() throws IOException {
    build("before", "paging-init", "");
    build("after", "rodata-ro", "");
    JsonNode answer = json("before", "after");
    assertThat(answer.get("breakBeforeMake").asBoolean()).isFalse();
    assertThat(answer.get("invalidate").asBoolean()).isTrue();
    long toLinear = 0xfff0_0000_0000_0000L - 0x4000_0000L + loadAddress() - symbol("_text");
    Set<Long> expected = new TreeSet<>();
    add(expected, "_text", "__init_begin", toLinear);
    add(expected, "_text", "_stext", 0);
    add(expected, "__start_rodata", "__init_begin", 0);
    add(expected, "__init_begin", "__init_end", 0);
    assertThat(pages(answer)).isEqualTo(expected);
    for (JsonNode change : answer.get("changes")) {
      if (change.get("invalidate").asBoolean()) {
        long size = hex(change.get("end")) - hex(change.get("start"));
        boolean everything = change.get("operations").size() == 1 && size > PAGE;
        assertThat(everything || change.get("operations").size() == size / PAGE)
            .as("%s", change)
            .isTrue();
      }
    }
  }

  @Test
  void blocksForPagesAreBrokenFirst() throws IOException {
    build("before", "paging-init", "rodata=full");
    build("after", "paging-init", "rodata=on");
    JsonNode answer = json("before", "after");
    assertThat(answer.get("breakBeforeMake").asBoolean()).isTrue();
    int blocks = 0;
    for (JsonNode change : answer.get("changes")) {
      boolean block = change.get("levelBefore").asInt() != change.get("levelAfter").asInt();
      String reasons = change.get("reasons").toString();
      boolean run = reasons.contains("contiguity");
      assertThat(reasons).contains(block ? "block-size" : run ? "contiguity" : "table-");
      assertThat(change.get("breakBeforeMake").asBoolean()).as(reasons).isEqualTo(block || run);
      blocks += block ? 1 : 0;
    }
    assertThat(blocks).isPositive();
  }

  @Test
  void otherAddressBitsAreNotChangedUnderALiveRoot() throws IOException {
    build("before", "paging-init", "");
    build("after", "paging-init", "arm64.nolva");
    assertThat(json("before", "after").get("translationControlChanges").asBoolean()).isTrue();
  }

  @Test
  void nothingChangesBetweenTheSameTwo() throws IOException {
    build("before", "paging-init", "");
    build("after", "paging-init", "");
    Invocation text = Invocation.of("tlbi", "--from", path("before"), "--to", path("after"));
    assertThat(text.out()).contains("0 ranges change");
    assertThat(text.code()).isZero();
  }

  @Test
  void longRowsAreFoldedAndTheSplitIsThatOfTheLaterKernel() throws IOException {
    build("before", "paging-init", "");
    build("after", "rodata-ro", "");
    String[] builds = {"tlbi", "--from", path("before"), "--to", path("after"), "--range"};
    String text = Invocation.of(builds).out();
    assertThat(text).contains("more, each 0x1 further").doesNotContain("rvaale1is");
    List<String> newer = new ArrayList<>(List.of(builds));
    newer.addAll(List.of("--release", "6.13"));
    assertThat(Invocation.of(newer.toArray(String[]::new)).out()).contains("rvaale1is");
  }

  private static void add(Set<Long> pages, String start, String end, long offset) {
    for (long va = symbol(start); va < symbol(end); va += PAGE) {
      pages.add(va + offset);
    }
  }

  private static Set<Long> pages(JsonNode answer) {
    Set<Long> pages = new TreeSet<>();
    for (JsonNode change : answer.get("changes")) {
      if (change.get("invalidate").asBoolean()) {
        for (long va = hex(change.get("start")); va < hex(change.get("end")); va += PAGE) {
          pages.add(va);
        }
      }
    }
    return pages;
  }

  private static long hex(JsonNode text) {
    return TruthFile.hex(text);
  }

  private static long symbol(String name) {
    return TruthFile.hex(TRUTH.root().get("symbols").get(name));
  }

  private static long loadAddress() {
    return TruthFile.hex(TRUTH.root().get("load_address"));
  }

  private JsonNode json(String from, String to) {
    Invocation run =
        Invocation.of("tlbi", "--from", path(from), "--to", path(to), "--format", "json");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return new JsonMapper().readTree(run.out());
  }

  private String path(String build) {
    return folder.resolve(build).toString();
  }

  private void build(String name, String stage, String cmdline) throws IOException {
    TruthKernel kernel = TruthKernel.write(TRUTH, folder);
    Map<String, String> options = new TreeMap<>();
    options.put("--config", kernel.config().toString());
    options.put("--stage", stage);
    options.put("--cmdline", cmdline);
    options.put("-o", path(name));
    List<String> args = new ArrayList<>(List.of("build", kernel.elf().toString()));
    options.forEach((option, value) -> args.addAll(List.of(option, value)));
    Invocation run = Invocation.of(args.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }
}
