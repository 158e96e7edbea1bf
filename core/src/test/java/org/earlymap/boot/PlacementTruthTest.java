// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.earlymap.Range;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.LinearMapPlacement.Inputs;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where real kernels put their image and their linear map follows from what they were given. */
final class PlacementTruthTest {
  private static final File TRUTH = new File("src/test/resources/truth");

  static Stream<String> captures() {
    String[] names = TRUTH.list((directory, name) -> name.endsWith(".json"));
    assertThat(names).isNotNull().hasSizeGreaterThanOrEqualTo(32);
    return Arrays.stream(names).sorted();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void imageAndLinearMapAreWhereTheKernelPutThem(String name) {
    JsonNode truth = JsonMapper.shared().readTree(new File(TRUTH, name));
    Map<String, String> options = new LinkedHashMap<>();
    truth
        .get("config")
        .properties()
        .forEach(option -> options.put(option.getKey().substring(7), option.getValue().asString()));
    KernelConfig config = KernelConfig.of(options);
    KernelTraits traits =
        KernelTraits.of(KernelRelease.parse(truth.get("release").asString()).orElseThrow());
    JsonNode boot = truth.get("stages").get("p3_after_paging_init");
    long tcr = number(boot.get("registers").get("TCR_EL1"));
    int vaBits = 64 - (int) (tcr >>> 16 & 0x3f);
    boolean ds = (tcr >>> 59 & 1) != 0;
    VaLayout layout = VaLayout.of(config, traits, vaBits);

    long textPa = number(truth.get("load_address"));
    JsonNode seed = truth.get("fdt").get("kaslr_seed");
    boolean nokaslr = truth.get("case").get("cmdline").asString().contains("nokaslr");
    long given = seed == null ? 0 : number(seed);
    KaslrPlacement kaslr = KaslrPlacement.of(layout, nokaslr ? 0 : given, textPa);
    assertThat(kaslr.offset()).isEqualTo(number(truth.get("kaslr_offset")));
    JsonNode linearSeed = boot.get("memstart_offset_seed");
    assertThat((long) kaslr.linearSeed()).isEqualTo(linearSeed == null ? 0 : number(linearSeed));

    List<Range> banks = new ArrayList<>();
    for (JsonNode bank : truth.get("fdt").get("memory")) {
      long base = number(bank.get("base"));
      banks.add(new Range(base, base + number(bank.get("size"))));
    }
    JsonNode symbols = truth.get("symbols");
    long endPa = textPa + number(symbols.get("_end")) - number(symbols.get("_text"));
    int paRange = (int) number(truth.get("id_registers").get("ID_AA64MMFR0_EL1")) & 0xf;
    int physMaskBits = config.paBits() == 52 && (ds || !config.lpa2()) ? 52 : 48;
    LinearMapPlacement placement =
        LinearMapPlacement.of(
            layout,
            new Inputs(
                banks,
                physMaskBits,
                PhysicalAddressSize.bits(paRange),
                kaslr.linearSeed(),
                endPa,
                false));
    assertThat(placement.memstartAddr()).isEqualTo(number(boot.get("memstart_addr")));
    long size = banks.get(banks.size() - 1).end() - banks.get(0).start();
    assertThat(placement.dropped().isEmpty()).isEqualTo(size <= layout.linearRegionSize());
    assertThat(placement.banks()).isNotEmpty();
  }

  private static long number(JsonNode node) {
    return node.isIntegralNumber()
        ? node.asLong()
        : Long.parseUnsignedLong(node.asString().substring(2), 16);
  }
}
