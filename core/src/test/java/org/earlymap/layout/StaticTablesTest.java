// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The room for early tables, as linked kernels have it and as the reference's formulas give it. */
final class StaticTablesTest {
  private static final File TRUTH = new File("src/test/resources/truth");

  static Stream<String> captures() {
    String[] names = TRUTH.list((directory, name) -> name.endsWith(".json"));
    assertThat(names).isNotNull();
    return Arrays.stream(names).sorted();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void sizesAreTheLinkedKernels(String name) {
    JsonNode truth = JsonMapper.shared().readTree(new File(TRUTH, name));
    Map<String, String> options = new LinkedHashMap<>();
    truth
        .get("config")
        .properties()
        .forEach(option -> options.put(option.getKey().substring(7), option.getValue().asString()));
    KernelConfig config = KernelConfig.of(options);
    KernelRelease release = KernelRelease.parse(truth.get("release").asString()).orElseThrow();
    VaLayout layout = VaLayout.of(config, KernelTraits.of(release), config.vaBits());
    JsonNode symbols = truth.get("symbols");
    StaticTables tables = StaticTables.of(layout);
    long end = address(symbols, "_end");
    assertThat(tables.initDirSize(end))
        .isEqualTo(address(symbols, "init_pg_end") - address(symbols, "init_pg_dir"));
    assertThat(tables.initIdmapSize(end))
        .isEqualTo(address(symbols, "init_idmap_pg_end") - address(symbols, "init_idmap_pg_dir"));
    assertThat(layout.kimageVaddr()).isEqualTo(address(symbols, "_text"));
  }

  /** Sizes in pages for an image of 8 MiB, from the formulas of section 5. */
  @ParameterizedTest
  @CsvSource({
    // release, pages, VA bits, INIT_DIR, INIT_IDMAP, FDT pool
    "6.1,    4K, 39,  3,  5,  0",
    "6.1,    4K, 48,  5,  5,  0",
    "6.1,   16K, 47,  5,  7,  0",
    "6.1,   64K, 48,  5,  5,  0",
    "6.9,    4K, 39,  9,  8,  6",
    "6.9,    4K, 48, 11,  8,  6",
    "6.9,    4K, 52, 13,  8,  6",
    "7.0,    4K, 48, 12,  8,  6",
    "6.9,   16K, 47,  5,  7,  6",
    "6.9,   16K, 48,  7,  7,  6",
    "6.9,   64K, 52,  5,  5,  4",
  })
  void sizesInPages(String release, String pages, int vaBits, int dir, int idmap, int fdt) {
    KernelConfig config = VaLayoutTest.config(pages, vaBits, "");
    KernelTraits traits = KernelTraits.of(KernelRelease.parse(release).orElseThrow());
    VaLayout layout = VaLayout.of(config, traits, vaBits);
    StaticTables tables = StaticTables.of(layout);
    long page = config.granule().bytes();
    long end = layout.kimageVaddr() + (8L << 20);
    assertThat(tables.initDirSize(end)).isEqualTo(dir * page);
    assertThat(tables.initIdmapSize(end)).isEqualTo(idmap * page);
    assertThat(tables.fdtPoolSize()).isEqualTo(fdt * page);
  }

  private static long address(JsonNode symbols, String name) {
    JsonNode address = symbols.has(name) ? symbols.get(name) : symbols.get("__pi_" + name);
    return Long.parseUnsignedLong(address.asString().substring(2), 16);
  }
}
