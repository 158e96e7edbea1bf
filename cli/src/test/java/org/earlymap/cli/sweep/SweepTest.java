// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.earlymap.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sweep has every combination once, in order, whatever threads and shards compute it. */
final class SweepTest {
  private static final Path FILE = Path.of("matrix.yaml");

  private static final String MATRIX =
      """
      page-size: [4K, 16K, 64K]
      va-bits: [36, 39, 42, 47, 48, 52]
      kasan: [none, generic, sw-tags]
      release: [6.1, 6.10, lpa2-v3]
      cpu: [cortex-a72, qemu-max]
      struct-page-size: [64]
      kaslr-seed: 0x1234567890abcdef
      """;

  private static String run(String yaml, SweepShard shard, int threads) throws IOException {
    StringBuilder lines = new StringBuilder();
    List<Long> progress = new ArrayList<>();
    Sweep sweep = new Sweep(SweepFile.parse(FILE, yaml), shard, threads);
    sweep.run(text -> lines.append(text).length() > 0, progress::add);
    assertThat(progress.get(progress.size() - 1)).isEqualTo(sweep.size());
    return lines.toString();
  }

  @Test
  void releasesBeyondThoseKnownAreSaidToBeOrRefused() throws IOException {
    String lines = run("release: [7.3, 7.4]", SweepShard.WHOLE, 1);
    List<String> points = lines.lines().toList();
    assertThat(points.get(0)).doesNotContain("remark");
    assertThat(points.get(1))
        .contains("\"remark\":\"7.4 is newer than the newest known, 7.3: taken as 7.3\"");
    assertThatThrownBy(() -> SweepFile.parse(FILE, "release: [5.15]"))
        .hasMessageContaining("the layout of Linux 5.15 is not known");
  }

  @Test
  void everyCombinationIsThereOnceAndInOrder() throws IOException {
    String[] lines = run(MATRIX, SweepShard.WHOLE, 2).split("\n");
    assertThat(lines).hasSize(3 * 6 * 3 * 3 * 2);
    Set<String> seen = new HashSet<>();
    int valid = 0;
    for (int i = 0; i < lines.length; i++) {
      JsonNode line = JsonMapper.shared().readTree(lines[i]);
      assertThat(line.get("point").asInt()).isEqualTo(i);
      String combination =
          line.get("pageSize")
              + ","
              + line.get("vaBits")
              + ","
              + line.get("kasan")
              + ","
              + line.get("release")
              + ","
              + line.get("cpu");
      assertThat(seen.add(combination)).as(combination).isTrue();
      assertThat(line.has("layout")).isNotEqualTo(line.has("invalid"));
      valid += line.has("layout") ? 1 : 0;
    }
    // 4K: 39, 48 and in two releases 52. 16K (not on the A72): 36, 47, 48 but not with software
    // KASAN in 6.1, 52 in two releases. 64K: 42, 48, 52.
    int pages4K = 2 * 3 * (3 + 3 + 2);
    int pages16K = 3 * 3 + 3 * 3 + (3 * 3 - 2) + 3 * 2;
    int pages64K = 2 * 3 * (3 + 3 + 3);
    assertThat(valid).isEqualTo(pages4K + pages16K + pages64K);
  }

  @Test
  void aReleaseKeepsItsZeros() throws IOException {
    JsonNode line = JsonMapper.shared().readTree(run("release: 6.10", SweepShard.WHOLE, 1));
    assertThat(line.get("release").asString()).isEqualTo("6.10");
    assertThat(line.get("layout").get("constants").get("VMEMMAP_END").asString())
        .isEqualTo("0xffffffffc0000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16})
  void bytesDoNotDependOnThreads(int threads) throws IOException {
    assertThat(run(MATRIX, SweepShard.WHOLE, threads)).isEqualTo(run(MATRIX, SweepShard.WHOLE, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64})
  void shardsAreTheWhole(int count) throws IOException {
    StringBuilder joined = new StringBuilder();
    for (int number = 1; number <= count; number++) {
      Sweep part = new Sweep(SweepFile.parse(FILE, MATRIX), new SweepShard(number, count), 2);
      part.run(text -> joined.append(text).length() > 0, done -> {});
    }
    assertThat(joined.toString()).isEqualTo(run(MATRIX, SweepShard.WHOLE, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "va-bits: [48|not YAML",
        "[1, 2]|expected names with values",
        "va_bits: 48|'va_bits' is not known; there are page-size, va-bits",
        "va-bits: []|va-bits has no value",
        "va-bits: {a: 1}|va-bits has no value",
        "va-bits: [[48]]|va-bits has a value that is no scalar",
        "va-bits: many|'many' is not a number",
        "kasan: hard|'hard' is not one of none, generic",
        "release: tomorrow|'tomorrow' is not a release",
        "page-size: 5K|'5K'",
        "cpu: no-such-cpu|no-such-cpu",
        "memory: 1G|memory",
        "boot-el: [1, 2]|boot-el has 2 values, expected one",
        "stage: never|'never' is no stage",
        "va-bits: &a [*a]|not YAML",
      })
  void whatIsNoSweepIsRefused(String yaml, String message) {
    assertThatThrownBy(() -> SweepFile.parse(FILE, yaml))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void absurdMatricesAreRefusedBeforeAnyPoint() {
    StringBuilder many = new StringBuilder("struct-page-size: [64");
    many.append(", 64".repeat(4000)).append("]\nva-bits: [48").append(", 48".repeat(4000));
    assertThatThrownBy(() -> SweepFile.parse(FILE, many.append("]\n").toString()))
        .isInstanceOf(SweepFileException.class)
        .hasMessageContaining("16008001 points");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "---", "--- !!null", "null"})
  void whatIsEmptyIsNoSweep(String yaml) {
    assertThatThrownBy(() -> SweepFile.parse(Path.of("m"), yaml))
        .isInstanceOf(SweepFileException.class)
        .hasMessageContaining("expected names with values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void whatIsDeepIsNoSweep(String level) {
    assertThatThrownBy(() -> SweepFile.parse(Path.of("m"), level.repeat(100_000)))
        .isInstanceOf(SweepFileException.class)
        .hasMessageContaining("found more than 8 levels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernels", "cpu"})
  void namesHoldNoNul(String name) {
    assertThatThrownBy(() -> SweepFile.parse(Path.of("m"), name + ": \"./a\\0.json\""))
        .isInstanceOf(SweepFileException.class)
        .hasMessageContaining(name + " has a NUL in a value");
  }

  @Test
  void duplicateNamesAreRefused() {
    assertThatThrownBy(() -> SweepFile.parse(FILE, "va-bits: 48\nva-bits: 52\n"))
        .isInstanceOf(SweepFileException.class);
  }

  @Test
  void damagedFilesAreReadOrRefusedButNothingElse() throws IOException {
    long seed = 65537;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      StringBuilder bad = new StringBuilder(MATRIX);
      for (int n = random.nextInt(4); n >= 0; n--) {
        bad.setCharAt(random.nextInt(bad.length()), (char) (' ' + random.nextInt(95)));
      }
      try {
        assertThat(SweepFile.parse(FILE, bad.toString()).size()).isPositive();
      } catch (InputException exception) {
        assertThat(exception.getMessage()).as("seed %s, file %s", seed, i).isNotBlank();
      } catch (IOException exception) {
        assertThat(exception).as("a CPU's file, seed %s", seed).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/4", "5/4", "1", "a/b", "1/2/3", "1/1000000", "-1/2"})
  void whatIsNoShardIsRefused(String text) {
    assertThatThrownBy(() -> SweepShard.parse(text))
        .isInstanceOf(SweepFileException.class)
        .hasMessageContaining("--shard");
  }
}
