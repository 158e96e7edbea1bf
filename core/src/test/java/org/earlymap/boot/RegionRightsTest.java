// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.Rights;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.layout.AddressRegion;
import org.earlymap.table.Mapping;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rights that a layout gives its regions are those of the tables. */
final class RegionRightsTest {
  private static final int EL1 = Rights.EL1_READ | Rights.EL1_WRITE | Rights.EL1_EXECUTE;

  @TempDir Path folder;

  @Test
  void areThoseOfTheTablesAtTheEndOfTheBoot() throws IOException {
    Set<String> seen = new TreeSet<>();
    List<String> boots =
        TruthFile.names().stream()
            .filter(name -> TruthFile.named(name).root().get("stages").has("p4_panic"))
            .toList();
    for (int i = 0; i < boots.size(); i += Math.max(1, boots.size() / 16)) {
      BootEnvironment environment = TruthBoot.environment(TruthFile.named(boots.get(i)), folder);
      for (Stage stage : List.of(Stage.PAGING_INIT, Stage.RODATA_RO)) {
        try (BootSnapshot snapshot = new BootSequence(environment).run(stage)) {
          compare(boots.get(i), environment, snapshot, seen);
        }
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "FIX_FDT",
            "bss",
            "data",
            "head",
            "init data",
            "init text",
            "init_pg_dir and the early stack",
            "memory",
            "rodata",
            "text");
  }

  private static void compare(
      String boot, BootEnvironment environment, BootSnapshot snapshot, Set<String> seen) {
    List<AddressRegion> regions =
        AddressSpace.of(
                environment.decisions(),
                AddressSpace.Image.of(environment.kernel().symbols()),
                environment.machine())
            .regions();
    TableRoot root =
        snapshot.roots().stream()
            .filter(each -> each.name().equals("swapper_pg_dir"))
            .findFirst()
            .orElseThrow();
    TranslationContext context = TranslationContext.of(snapshot.registers(), root);
    List<Mapping> mappings = new TableWalker(snapshot.memory(), context).mappings();
    for (AddressRegion region : regions) {
      boolean early = region.name().startsWith("init ");
      if (region.rights().isEmpty() || early != (snapshot.stage() == Stage.PAGING_INIT)) {
        continue;
      }
      for (Mapping mapping : mappings) {
        if (inside(mapping, region) && !deeper(mapping, region, regions)) {
          int rights = context.permissions().rights(mapping.descriptor(), mapping.hierarchical());
          assertThat(Rights.privileged(rights & EL1))
              .as("%s: %s at %s", boot, region.name(), Hex.of(mapping.va()))
              .isEqualTo(Rights.privileged(region.rights().getAsInt()));
          seen.add(region.name());
        }
      }
    }
  }

  private static boolean inside(Mapping mapping, AddressRegion region) {
    return new Range(region.start(), region.end())
        .intersection(new Range(mapping.va(), mapping.endVa()))
        .isPresent();
  }

  /** Whether another region that lies in {@code region} says what is true there. */
  private static boolean deeper(
      Mapping mapping, AddressRegion region, List<AddressRegion> regions) {
    List<AddressRegion> within = new ArrayList<>(regions);
    within.removeIf(each -> each.depth() <= region.depth() || !region.contains(each));
    return within.stream()
        .anyMatch(
            each ->
                new Range(each.start(), each.end())
                    .intersection(new Range(mapping.va(), mapping.endVa()))
                    .isPresent());
  }
}
