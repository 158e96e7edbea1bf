// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.earlymap.check.catalog.RuleCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the relocation rules say, and how much of it. */
final class RelocationMessagesTest {
  private static final String INIT_REFERENCES = "EM-REL-025";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void placesAreNamedBySymbolsOnceEach(boolean bigEndian) {
    KernelMaker kernel = kernel(bigEndian);
    long data = kernel.at("_data");
    long init = kernel.at("start_kernel");
    kernel.symbol("driver_a", data + 0x100, 0x20).symbol("$d", data + 0x108);
    kernel.symbol("driver_b", data + 0x120);

    Report report =
        report(
            RelocationTables.of(data + 0x110, init)
                .and(data + 0x118, init + 0x10)
                .and(data + 0x128, init)
                .apply(kernel),
            INIT_REFERENCES);

    assertThat(report.findings())
        .extracting(Finding::message)
        .containsExactly(
            "driver_a+0x10 stays, but holds the address of start_kernel (and 1 more there)",
            "driver_b+0x8 stays, but holds the address of start_kernel");
    assertThat(report.findings().get(0).va()).hasValue(data + 0x110);
  }

  @Test
  void withoutSymbolsInASectionItsNameIsUsed() {
    KernelMaker kernel = kernel(false);
    long place = kernel.at("_end") - 0x100;
    kernel.section(".odd", "WA", place, 8);

    Report report =
        report(RelocationTables.of(place, kernel.at("_end") + 8).apply(kernel), "EM-REL-020");

    assertThat(report.findings())
        .extracting(Finding::message)
        .containsExactly(
            ".odd is relocated, but holds "
                + Figures.hex(kernel.at("_end") + 8)
                + ", outside the image");
  }

  @Test
  void manyFindingsAreCounted() {
    KernelMaker kernel = kernel(false);
    long data = kernel.at("_data");
    RelocationTables tables = RelocationTables.none();
    for (int i = 0; i < 5000; i++) {
      tables.and(data + 8L * i, kernel.at("start_kernel"));
      if (i < 200) {
        kernel.symbol(String.format("v%04d", i), data + 8L * i, 8);
      }
    }

    Report report = report(tables.apply(kernel), INIT_REFERENCES);

    assertThat(report.findings()).hasSize(101);
    assertThat(report.findings().get(100).subject()).isEqualTo("more");
    assertThat(report.findings().get(100).message()).isEqualTo("4900 more places like these");
  }

  @Test
  void unreadableTablesAreNotJudged() {
    KernelMaker kernel = kernel(false);
    for (Rule rule : RuleCatalog.all()) {
      if (rule.id().startsWith("EM-REL") && !rule.id().equals("EM-REL-001")) {
        Report report = report(kernel, rule.id());
        assertThat(report.findings()).isEmpty();
        assertThat(report.notApplied()).as(rule.id()).hasSize(1);
      }
    }
    assertThat(report(kernel, "EM-REL-003").notApplied().get(0).why())
        .contains("does not hold the 277704 bytes of .rela.dyn");
  }

  @Test
  void bitmapBeforeAnyAddressIsFoundOnceAndStopsNobody() {
    KernelMaker kernel = kernel(false).config("RELR", "y");
    RelocationTables.none().relr(7).apply(kernel);

    assertThat(report(kernel, "EM-REL-008").findings())
        .extracting(Finding::message)
        .containsExactly(".relr.dyn starts with 0x0000000000000007, a bitmap, expected an address");
    assertThat(report(kernel, "EM-REL-010").notApplied()).hasSize(1);
  }

  @Test
  void boundsInTheWrongOrderAreSaid() {
    KernelMaker kernel = kernel(false).move("__pi_rela_end", -0x100000);

    assertThat(report(kernel, "EM-REL-001").findings())
        .extracting(Finding::message)
        .containsExactly(
            "rela_start at "
                + Figures.hex(kernel.at("__pi_rela_start"))
                + " lies behind rela_end at "
                + Figures.hex(kernel.at("__pi_rela_end")));
  }

  /** Words that early objects touch, against symbols taken one by one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void overlappingSymbolsCoverWhatTheyCover(long seed) {
    Random random = new Random(seed);
    KernelMaker kernel = kernel(false);
    long data = kernel.at("_data");
    List<long[]> covered = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long start = data + random.nextInt(0x800);
      long size = random.nextInt(0x30);
      kernel.symbol("__pi_s" + i, start, size);
      covered.add(new long[] {start, start + size});
    }
    RelocationTables tables = RelocationTables.none();
    TreeSet<Long> expected = new TreeSet<>();
    long named = 0;
    for (long place = data; place < data + 0x900; place += 8 + random.nextInt(9)) {
      tables.and(place, data);
      long at = place;
      if (covered.stream().anyMatch(s -> touches(s, at))) {
        expected.add(place);
      }
      named++;
    }

    Report report = report(tables.apply(kernel), "EM-REL-021");

    assertThat(named).isGreaterThan(expected.size());
    assertThat(report.findings().stream().mapToLong(RelocationMessagesTest::places).sum())
        .as("seed %d", seed)
        .isEqualTo(expected.size());
    assertThat(report.findings())
        .as("seed %d", seed)
        .allSatisfy(finding -> assertThat(expected).contains(finding.va().orElseThrow()));
  }

  private static boolean touches(long[] symbol, long place) {
    boolean first = place >= symbol[0] && place < symbol[1];
    boolean last = place + 7 >= symbol[0] && place + 7 < symbol[1];
    return first || last;
  }

  /** How many places a finding stands for. */
  private static long places(Finding finding) {
    String[] words = finding.message().split("\\(and ", -1);
    return words.length == 1 ? 1 : 1 + Long.parseLong(words[1].split(" ", 2)[0]);
  }

  private static KernelMaker kernel(boolean bigEndian) {
    KernelMaker kernel = KernelMaker.from("4k-52--max-base");
    return bigEndian ? kernel.config("CPU_BIG_ENDIAN", "y") : kernel;
  }

  private Report report(KernelMaker kernel, String... ids) {
    List<Rule> rules =
        RuleCatalog.all().stream().filter(rule -> Arrays.asList(ids).contains(rule.id())).toList();
    return new Checker(rules).check(kernel.load(folder));
  }
}
