// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.earlymap.Range;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthMachine;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The linear map of 7.2, on kernels whose symbols were captured from 6.12. */
class MapMemImageFirstTest {
  private static final Map<Trait, Boolean> AS_IN_7_2 =
      Map.of(
          Trait.MAP_MEM_IMAGE_FIRST, true,
          Trait.REMAPS_IN_PLACE, true,
          Trait.DATA_ALIAS_READ_ONLY, true);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "4k-48--max-base, rodata=on",
    "4k-48--max-base, rodata=full",
    "4k-52--max-nolva, rodata=on",
    "4k-52--odd1, rodata=on",
    "16k-47--max-base, rodata=on",
    "16k-52--max-base, rodata=on",
    "64k-52--max-base, rodata=on"
  })
  void blocksAreUsedWhereNoBoundaryIsInside(String boot, String options) throws IOException {
    BootEnvironment environment = environment(boot, options);
    try (BootSnapshot snapshot = new BootSequence(environment).run(Stage.PAGING_INIT)) {
      TableWalker walker = walker(snapshot);
      assertThat(walker.findings(10)).isEmpty();
      Granule granule = environment.kernel().config().granule();
      Set<Long> boundaries = boundaries(environment);
      boolean pages = options.equals("rodata=full");
      int tagged = -1;
      for (Mapping mapping : linear(environment, walker)) {
        int attributes = Descriptor.attrIndex(mapping.descriptor());
        tagged = tagged == -1 ? attributes : tagged;
        assertThat(attributes).as("one memory type at 0x%x", mapping.pa()).isEqualTo(tagged);
        long block = granule.levelSize(2);
        for (long at = mapping.pa() & -block; at < mapping.pa() + mapping.size(); at += block) {
          assertThat(mapping.level() == 3)
              .as("single pages in the block at 0x%x", at)
              .isEqualTo(pages || hasInside(boundaries, at, block));
        }
        if (mapping.level() >= 2) {
          long run =
              granule.contiguousEntries(mapping.level()) * granule.levelSize(mapping.level());
          boolean contiguous = (mapping.descriptor() & Descriptor.CONTIGUOUS) != 0;
          for (long at = mapping.pa() & -run; at < mapping.pa() + mapping.size(); at += run) {
            assertThat(contiguous)
                .as("contiguous in the run at 0x%x", at)
                .isEqualTo(!pages && !hasInside(boundaries, at, run));
          }
        }
      }
    }
  }

  private static boolean hasInside(Set<Long> boundaries, long start, long size) {
    return boundaries.stream().anyMatch(b -> b > start && b < start + size);
  }

  @ParameterizedTest
  @CsvSource({"4k-48--max-base, rodata=on", "16k-47--max-base, rodata=full"})
  void theImageIsReadOnlyThroughItsAliasInTheEnd(String boot, String options) throws IOException {
    BootEnvironment environment = environment(boot, options);
    ImagePlacement image = environment.image();
    long bssEnd = environment.kernel().config().granule().pageUp(image.pa("__bss_stop"));
    try (BootSnapshot snapshot = new BootSequence(environment).run(Stage.RODATA_RO)) {
      TableWalker walker = walker(snapshot);
      assertThat(walker.findings(10)).isEmpty();
      for (Mapping mapping : linear(environment, walker)) {
        Range range = new Range(mapping.pa(), mapping.pa() + mapping.size());
        boolean readOnly = (mapping.descriptor() & Descriptor.AP_READ_ONLY) != 0;
        boolean text = within(range, image.pa("_text"), image.pa("__init_begin"));
        boolean data = within(range, image.pa("__init_end"), bssEnd);
        assertThat(readOnly).as("read-only at %s", range).isEqualTo(text || data);
      }
    }
  }

  private BootEnvironment environment(String boot, String options) throws IOException {
    TruthFile truth = TruthFile.named(boot);
    KernelBuild kernel = TruthBoot.kernel(truth, folder, AS_IN_7_2);
    Machine machine =
        TruthMachine.of(truth).toBuilder()
            .reservations(List.of())
            .initrd(Optional.empty())
            .bootArgs(options)
            .kaslrSeed(OptionalLong.empty())
            .build();
    return BootEnvironment.resolve(kernel, machine);
  }

  /** Where a mapping of map_mem begins or ends: no block reaches over it. */
  private static Set<Long> boundaries(BootEnvironment environment) {
    Granule granule = environment.kernel().config().granule();
    Set<Long> boundaries = new TreeSet<>();
    for (String symbol : List.of("_text", "__init_begin", "__init_end", "__bss_stop")) {
      boundaries.add(environment.image().pa(symbol));
    }
    for (Range bank : environment.machine().banks()) {
      boundaries.add(granule.pageUp(bank.start()));
      boundaries.add(granule.pageDown(bank.end()));
    }
    return boundaries;
  }

  private static boolean within(Range range, long start, long end) {
    return range.start() >= start && range.end() <= end;
  }

  private static TableWalker walker(BootSnapshot snapshot) {
    return new TableWalker(snapshot.memory(), tree(snapshot));
  }

  private static TranslationContext tree(BootSnapshot snapshot) {
    TableRoot root =
        snapshot.roots().stream().filter(r -> r.name().equals("swapper_pg_dir")).findFirst().get();
    return TranslationContext.plain(root.half(), root.regime(), root.pa());
  }

  private static List<Mapping> linear(BootEnvironment environment, TableWalker walker) {
    long end = environment.decisions().layout().pageEnd();
    return walker.mappings().stream()
        .filter(mapping -> Long.compareUnsigned(mapping.va(), end) < 0)
        .toList();
  }
}
