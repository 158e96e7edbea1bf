// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numeric tables of the reference, sections 2 to 5, and what a layout refuses. */
final class VaLayoutTest {
  private static final KernelTraits V6_1 =
      KernelTraits.of(KernelRelease.parse("6.1").orElseThrow());
  private static final KernelTraits V6_6 =
      KernelTraits.of(KernelRelease.parse("6.6").orElseThrow());
  private static final KernelTraits V6_12 =
      KernelTraits.of(KernelRelease.parse("6.12").orElseThrow());

  static KernelConfig config(String pages, int vaBits, String kasan) {
    ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
    options.put("ARM64_" + pages + "_PAGES", "y");
    options.put("ARM64_VA_BITS", Integer.toString(vaBits));
    options.put("ARM64_PA_BITS", vaBits == 52 ? "52" : "48");
    options.put("RELOCATABLE", "y");
    options.put("RANDOMIZE_BASE", "y");
    options.put("SPARSEMEM_VMEMMAP", "y");
    if (!kasan.isEmpty()) {
      options.put(kasan, "y");
    }
    return KernelConfig.of(options.buildOrThrow());
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  @ParameterizedTest
  @CsvSource({
    "4K,39,ffffffc000000000,ffffffc008000000,fffffffdf0000000,fffffffdfe000000,fffffffdfe800000,fffffffe00000000,ffffffff00000000",
    "4K,48,ffff800000000000,ffff800008000000,fffffbfff0000000,fffffbfffe000000,fffffbfffe800000,fffffc0000000000,fffffe0000000000",
    "16K,36,fffffff800000000,fffffff808000000,ffffffffe0000000,ffffffffee000000,ffffffffee800000,fffffffff0000000,fffffffff8000000",
    "16K,47,ffffc00000000000,ffffc00008000000,ffffff7ff0000000,ffffff7ffe000000,ffffff7ffe800000,ffffff8000000000,ffffffc000000000",
    "16K,48,ffff800000000000,ffff800008000000,fffffefff0000000,fffffefffe000000,fffffefffe800000,ffffff0000000000,ffffff8000000000",
    "64K,42,fffffe0000000000,fffffe0008000000,fffffffef0000000,fffffffefe000000,fffffffefe800000,ffffffff00000000,ffffffff80000000",
    "64K,48,ffff800000000000,ffff800008000000,ffffffbff0000000,ffffffbffe000000,ffffffbffe800000,ffffffc000000000,ffffffe000000000",
    "64K,52,ffff800000000000,ffff800008000000,fffffbfff0000000,fffffbfffe000000,fffffbfffe800000,fffffc0000000000,ffffffe000000000",
  })
  void addressesOf61(
      String pages,
      int vaBits,
      String modules,
      String kimage,
      String vmallocEnd,
      String fixaddrTop,
      String pciIo,
      String vmemmapStart,
      String vmemmapEnd) {
    KernelConfig config = config(pages, vaBits, "");
    for (int actual : new int[] {config.vaBits(), config.vaBitsMin()}) {
      VaLayout layout = VaLayout.of(config, V6_1, actual);
      assertThat(layout.modulesVaddr()).isEqualTo(hex(modules));
      assertThat(layout.kimageVaddr()).isEqualTo(hex(kimage));
      assertThat(layout.vmallocEnd()).isEqualTo(hex(vmallocEnd));
      assertThat(layout.fixaddrTop()).isEqualTo(hex(fixaddrTop));
      assertThat(layout.pciIoStart()).isEqualTo(hex(pciIo));
      assertThat(layout.pciIoEnd()).isEqualTo(hex(pciIo) + VaLayout.PCI_IO_SIZE);
      assertThat(layout.vmemmapStart()).isEqualTo(hex(vmemmapStart));
      assertThat(layout.vmemmapEnd()).isEqualTo(hex(vmemmapEnd));
    }
  }

  /** As Debian's 5.10.0-32-arm64 has it: BPF's JIT and the modules have 128 MiB each. */
  @Test
  void imageOf510IsBehindTwoRegions() {
    KernelTraits traits = KernelTraits.of(KernelRelease.parse("5.10").orElseThrow());
    VaLayout layout = VaLayout.of(config("4K", 48, ""), traits, 48);
    assertThat(layout.kimageVaddr()).isEqualTo(hex("ffff800010000000"));
  }

  @ParameterizedTest
  @CsvSource({
    "4K,39,ffffffc000000000,ffffffc080000000,fffffffec0000000,fffffffebf800000,fffffffebf800000",
    "4K,48,ffff800000000000,ffff800080000000,fffffdffc0000000,fffffdffbf800000,fffffdffbf800000",
    "4K,52,ffff800000000000,ffff800080000000,ffffc1ffc0000000,ffffc1ffbf800000,fffffdffbf800000",
    "16K,36,fffffff800000000,fffffff880000000,ffffffffb8000000,ffffffffb7800000,ffffffffb7800000",
    "16K,47,ffffc00000000000,ffffc00080000000,ffffffbfc0000000,ffffffbfbf800000,ffffffbfbf800000",
    "16K,48,ffff800000000000,ffff800080000000,ffffff7fc0000000,ffffff7fbf800000,ffffff7fbf800000",
    "16K,52,ffffc00000000000,ffffc00080000000,fffff03fc0000000,fffff03fbf800000,ffffffbfbf800000",
    "64K,42,fffffe0000000000,fffffe0080000000,ffffffff40000000,ffffffff3f800000,ffffffff3f800000",
    "64K,48,ffff800000000000,ffff800080000000,ffffffdfc0000000,ffffffdfbf800000,ffffffdfbf800000",
    "64K,52,ffff800000000000,ffff800080000000,fffffc1fc0000000,fffffc1fbf800000,ffffffdfbf800000",
  })
  void addressesOf69AndTheSeries(
      String pages,
      int vaBits,
      String modules,
      String kimage,
      String vmemmapStart,
      String vmallocEnd,
      String vmallocEndMin) {
    KernelConfig config = config(pages, vaBits, "");
    for (KernelTraits traits : new KernelTraits[] {V6_12, KernelTraits.lpa2Series()}) {
      VaLayout full = VaLayout.of(config, traits, config.vaBits());
      VaLayout least = VaLayout.of(config, traits, config.vaBitsMin());
      boolean series = traits.equals(KernelTraits.lpa2Series());
      assertThat(full.modulesVaddr()).isEqualTo(hex(modules));
      assertThat(full.kimageVaddr()).isEqualTo(series ? hex(modules) + (128L << 20) : hex(kimage));
      assertThat(full.vmemmapStart()).isEqualTo(hex(vmemmapStart));
      assertThat(full.vmemmapEnd()).isEqualTo(hex("ffffffffc0000000"));
      assertThat(full.vmallocEnd()).isEqualTo(hex(vmallocEnd));
      assertThat(least.vmallocEnd()).isEqualTo(hex(vmallocEndMin));
      assertThat(full.pciIoStart()).isEqualTo(hex("ffffffffc0800000"));
      assertThat(full.pciIoEnd()).isEqualTo(hex("ffffffffc1800000"));
      assertThat(full.fixaddrTop()).isEqualTo(hex("ffffffffff800000"));
    }
  }

  @Test
  void between62And68OnlyTheModulesGrow() {
    KernelConfig config = config("4K", 48, "");
    VaLayout before = VaLayout.of(config, V6_1, 48);
    VaLayout after = VaLayout.of(config, V6_6, 48);
    assertThat(after.modulesEnd() - after.modulesVaddr()).isEqualTo(2L << 30);
    assertThat(after.vmallocEnd()).isEqualTo(before.vmallocEnd());
    assertThat(after.vmemmapStart()).isEqualTo(before.vmemmapStart());
    assertThat(after.fixaddrTop()).isEqualTo(before.fixaddrTop());
  }

  @ParameterizedTest
  @CsvSource({
    "16K,36,dffffff800000000,effffff800000000,fffffff600000000,fffffff700000000",
    "4K,39,dfffffc000000000,efffffc000000000,ffffffb000000000,ffffffb800000000",
    "64K,42,dffffe0000000000,effffe0000000000,fffffd8000000000,fffffdc000000000",
    "16K,47,dfffc00000000000,efffc00000000000,ffffb00000000000,ffffb80000000000",
    "16K,48,dfff800000000000,efff800000000000,ffff600000000000,ffff700000000000",
    "4K,48,dfff800000000000,efff800000000000,ffff600000000000,ffff700000000000",
    "4K,52,dfff800000000000,efff800000000000,fffd800000000000,fffe800000000000",
    "64K,52,dfff800000000000,efff800000000000,fffd800000000000,fffe800000000000",
    "16K,52,dfffc00000000000,efffc00000000000,fffdc00000000000,fffec00000000000",
  })
  void kasanShadow(
      String pages, int vaBits, String generic, String tags, String genericStart, String tagStart) {
    String[] names = {"KASAN_GENERIC", "KASAN_SW_TAGS"};
    String[] offsets = {generic, tags};
    String[] starts = {genericStart, tagStart};
    for (int i = 0; i < names.length; i++) {
      KernelConfig config = config(pages, vaBits, names[i]);
      VaLayout layout = VaLayout.of(config, V6_12, vaBits);
      KasanShadow shadow = layout.kasanShadow().orElseThrow();
      assertThat(shadow.offset()).isEqualTo(hex(offsets[i]));
      assertThat(shadow.start(vaBits)).isEqualTo(hex(starts[i]));
      assertThat(layout.pageEnd()).isEqualTo(hex(starts[i]));
      assertThat(shadow.end()).isEqualTo(layout.modulesVaddr());
      assertThat(shadow.start(vaBits) % shadow.alignment()).isZero();
      assertThat(shadow.start(config.vaBitsMin()) % shadow.alignment()).isZero();
      assertThat(shadow.shadowOf(-1L)).isEqualTo(shadow.end() - 1);
      assertThat(shadow.shadowOf(layout.linearStart())).isEqualTo(shadow.start(vaBits));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4K,48,KASAN_GENERIC,48,ffff600000000000",
    "4K,52,KASAN_GENERIC,48,ffff600000000000",
    "4K,52,KASAN_SW_TAGS,48,ffff700000000000",
    "16K,52,KASAN_GENERIC,47,ffffb00000000000",
    "16K,52,KASAN_SW_TAGS,47,ffffb80000000000",
  })
  void kasanShadowWithout52BitHardware(
      String pages, int vaBits, String kasan, int actual, String start) {
    VaLayout layout = VaLayout.of(config(pages, vaBits, kasan), V6_12, actual);
    assertThat(layout.pageEnd()).isEqualTo(hex(start));
  }

  @ParameterizedTest
  @CsvSource({"4K,1024,514,64", "16K,256,130,16", "64K,64,34,4"})
  void fixmapWindows(String pages, int blockGranular, int pageGranular, int btmaps) {
    KernelConfig config = config(pages, 48, "");
    Fixmap old = Fixmap.of(VaLayout.of(config, V6_1, 48));
    Fixmap series = Fixmap.of(VaLayout.of(config, KernelTraits.lpa2Series(), 48));
    Fixmap recent = Fixmap.of(VaLayout.of(config, V6_12, 48));
    assertThat(old.index(FixmapSlot.FIX_FDT)).hasValue(blockGranular);
    assertThat(series.index(FixmapSlot.FIX_FDT)).hasValue(blockGranular);
    assertThat(recent.index(FixmapSlot.FIX_FDT)).hasValue(pageGranular);
    assertThat(old.index(FixmapSlot.FIX_P4D)).isEmpty();
    assertThat(series.index(FixmapSlot.FIX_P4D)).isPresent();
    assertThat(recent.totalSlots() - recent.permanentSlots()).isEqualTo(7 * btmaps + 5);
    Fixmap later = Fixmap.of(VaLayout.of(config, V6_12.with(Trait.BTMAPS_PLUS_ONE, true), 48));
    assertThat(later.totalSlots() - later.permanentSlots()).isEqualTo(7 * (btmaps + 1) + 5);
  }

  @Test
  void fixmapSlotsFollowTheConfiguration() {
    KernelConfig plain = config("4K", 48, "");
    Map<String, String> options = new LinkedHashMap<>(plain.options());
    options.put("UNMAP_KERNEL_AT_EL0", "y");
    options.put("ACPI_APEI_GHES", "y");
    options.put("ARM_SDE_INTERFACE", "y");
    Fixmap full = Fixmap.of(VaLayout.of(KernelConfig.of(options), V6_12, 48));
    Fixmap bare = Fixmap.of(VaLayout.of(plain, V6_12, 48));
    assertThat(full.totalSlots() - bare.totalSlots()).isEqualTo(8);
    assertThat(bare.hasTrampoline()).isFalse();
    assertThatThrownBy(() -> bare.address(FixmapSlot.FIX_APEI_GHES_IRQ))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FIX_APEI_GHES_IRQ");
    options.remove("RELOCATABLE");
    Fixmap fixed = Fixmap.of(VaLayout.of(KernelConfig.of(options), V6_12, 48));
    assertThat(fixed.totalSlots()).isEqualTo(full.totalSlots() - 1);
    assertThat(fixed.address(0)).isEqualTo(-8L << 20);
    assertThat(full.bmPteTables()).isEqualTo(2);
    assertThat(full.bmPteIndex(full.totalStart())).isZero();
    assertThat(full.bmPteIndex(full.address(1))).isEqualTo(1);
  }

  @Test
  void refusesWhatNoKernelHas() {
    KernelConfig lpa2 = config("4K", 52, "");
    assertThatThrownBy(() -> VaLayout.of(lpa2, V6_1, 52))
        .isInstanceOf(KernelConfigException.class)
        .hasMessageContaining("before 6.9");
    assertThatThrownBy(() -> VaLayout.of(config("16K", 48, "KASAN_GENERIC"), V6_6, 48))
        .isInstanceOf(KernelConfigException.class)
        .hasMessageContaining("software KASAN");
    assertThatThrownBy(() -> VaLayout.of(lpa2, V6_12, 47))
        .isInstanceOf(KernelConfigException.class)
        .hasMessageContaining("52 or 48");
    assertThatThrownBy(() -> VaLayout.of(lpa2, V6_12, 52, 60))
        .isInstanceOf(KernelConfigException.class)
        .hasMessageContaining("multiple of 8");
    Map<String, String> options = new LinkedHashMap<>(config("4K", 48, "KASAN_GENERIC").options());
    options.put("KASAN_SHADOW_OFFSET", "0xdfffc00000000000");
    assertThatThrownBy(() -> VaLayout.of(KernelConfig.of(options), V6_12, 48))
        .isInstanceOf(KernelConfigException.class)
        .hasMessageContaining("0xdfff800000000000");
  }
}
