// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.earlymap.Range;
import org.earlymap.config.KernelConfig;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableWalker;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.TruthFile;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The layout of kernels that only a run can build, from their configuration alone, against where
 * the tables of running ones map what.
 */
final class LayoutOfTablesTest {
  static List<String> boots() {
    return TruthFile.names("truth/before-6.9");
  }

  @ParameterizedTest
  @MethodSource("boots")
  void theTablesMapWhatTheLayoutSays(String name) {
    TruthFile truth = TruthFile.named("before-6.9/" + name);
    KernelConfig config = KernelConfig.of(truth.config());
    KernelTraits traits = KernelTraits.of(KernelRelease.parse(truth.release()).orElseThrow());
    JsonNode paging = truth.stage("p3_after_paging_init");
    JsonNode booted = truth.stage("p4_panic");
    VaLayout layout = VaLayout.of(config, traits, paging.get("ttbr1").get("va_bits").asInt());

    assertThat(truth.symbols().get("_text")).as("%s: _text", name).isEqualTo(layout.kimageVaddr());
    Places places = new Places(truth, layout);
    Set<String> early = new TreeSet<>(Set.of("fixmap", "image", "linear map"));
    layout.kasanShadow().ifPresent(shadow -> early.add("KASAN shadow"));
    assertThat(places.of(mappings(paging))).as("%s: paging-init", name).isEqualTo(early);
    Set<String> later = new TreeSet<>(early);
    later.addAll(Set.of("vmalloc() area", "vmemmap"));
    Set<String> met = places.of(mappings(booted));
    met.remove("PCI I/O");
    assertThat(met).as("%s: booted", name).isEqualTo(later);
  }

  private static List<Mapping> mappings(JsonNode stage) {
    CapturedTables captured = CapturedTables.of(stage);
    return new TableWalker(captured.memory(), captured.tree("ttbr1")).mappings();
  }

  /** Where a kernel maps what. */
  private static final class Places {
    private final TruthFile truth;
    private final VaLayout layout;
    private final Fixmap fixmap;
    private final long text;
    private final Range image;

    Places(TruthFile truth, VaLayout layout) {
      this.truth = truth;
      this.layout = layout;
      this.fixmap = Fixmap.of(layout);
      this.text = layout.kimageVaddr() + truth.kaslrOffset();
      long link = truth.symbols().getOrDefault("_text", 0L);
      // Below _stext nothing is mapped, and vmalloc may take it.
      this.image =
          new Range(
              text + truth.symbols().getOrDefault("_stext", 0L) - link,
              text + truth.symbols().getOrDefault("_end", 0L) - link);
    }

    /** The parts of the address space that are mapped; every one maps what it is there for. */
    Set<String> of(List<Mapping> mappings) {
      Range memory = memory();
      long section = 1L << layout.config().sectionSizeBits();
      long memstart =
          mappings.stream()
              .filter(mapping -> isLinear(mapping.va()))
              .mapToLong(mapping -> mapping.pa() - (mapping.va() - layout.pageOffset()))
              .findFirst()
              .orElseThrow();
      Range vmemmap =
          new Range(
              layout.pageStruct(memory.start() & -section, memstart),
              layout.pageStruct((memory.end() + section - 1) & -section, memstart));
      Optional<Range> shadow =
          layout.kasanShadow().map(of -> new Range(of.start(layout.vaBitsActual()), of.end()));
      Set<String> met = new TreeSet<>();
      for (Mapping mapping : mappings) {
        long va = mapping.va();
        String what = truth.name() + String.format(": 0x%016x", va);
        if (isLinear(va)) {
          assertThat(mapping.pa()).as(what).isEqualTo(va - layout.pageOffset() + memstart);
          assertThat(memory.contains(mapping.pa())).as(what).isTrue();
          met.add("linear map");
        } else if (image.contains(va)) {
          assertThat(mapping.pa()).as(what).isEqualTo(va - text + truth.loadAddress());
          met.add("image");
        } else if (new Range(layout.vmallocStart(), layout.vmallocEnd()).contains(va)) {
          met.add("vmalloc() area");
        } else if (shadow.isPresent() && shadow.get().contains(va)) {
          met.add("KASAN shadow");
        } else if (vmemmap.contains(va)) {
          assertThat(va).as(what).isBetween(layout.vmemmapStart(), layout.vmemmapEnd() - 1);
          met.add("vmemmap");
        } else if (va == layout.pciIoStart()) {
          met.add("PCI I/O");
        } else {
          checkFixmap(what, mapping);
          met.add("fixmap");
        }
      }
      return met;
    }

    /** The device tree is mapped where its slots are, and the trampoline out of the image. */
    private void checkFixmap(String what, Mapping mapping) {
      long trampoline = fixmap.address(FixmapSlot.FIX_ENTRY_TRAMP_TEXT1);
      if (mapping.va() >= trampoline - layout.config().granule().bytes()
          && mapping.va() < fixmap.address(FixmapSlot.FIX_TEXT_POKE0)) {
        assertThat(mapping.pa() - truth.loadAddress())
            .as(what)
            .isBetween(0L, image.end() - text - 1);
        return;
      }
      long fdt = fixmap.address(FixmapSlot.FIX_FDT);
      assertThat(mapping.pa() - truth.fdtAddress()).as(what).isEqualTo(mapping.va() - fdt);
      assertThat(mapping.endVa()).as(what).isLessThanOrEqualTo(fdt + VaLayout.MAX_FDT_SIZE);
    }

    private boolean isLinear(long va) {
      return new Range(layout.linearStart(), layout.pageEnd()).contains(va);
    }

    private Range memory() {
      JsonNode bank = truth.root().get("fdt").get("memory").get(0);
      long base = TruthFile.hex(bank.get("base"));
      return new Range(base, base + TruthFile.hex(bank.get("size")));
    }
  }
}
