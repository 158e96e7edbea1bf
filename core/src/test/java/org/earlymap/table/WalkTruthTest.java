// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The memory of real kernels, walked. */
class WalkTruthTest {
  static List<String> names() {
    return TruthFile.names();
  }

  static List<String> withTranslations() {
    return TruthFile.names().stream().filter(name -> name.contains("--walk")).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyTableOfEveryStageWalksWithoutAFinding(String name) {
    Map<String, Integer> tables = new HashMap<>();
    for (Map.Entry<String, JsonNode> stage :
        TruthFile.named(name).root().get("stages").properties()) {
      CapturedTables captured = CapturedTables.of(stage.getValue());
      captured.trees(
          (tree, of) -> {
            String where = name + " " + stage.getKey() + " " + tree;
            TableWalker walker = new TableWalker(captured.memory(), of);
            assertThat(walker.findings(10)).as(where).isEmpty();
            Set<Long> met = tablesOf(walker);
            tables.merge(tree, met.size(), Integer::sum);
            if (stage.getValue().has(tree) && stage.getValue().get(tree).has("tables")) {
              assertThat(met).as(where).isEqualTo(addresses(stage.getValue().get(tree)));
            }
          });
    }
    assertThat(tables.values()).allMatch(count -> count > 0);
  }

  /** The runs of a walk add up to the leaves, counted by themselves from the captured runs. */
  @ParameterizedTest
  @MethodSource("names")
  void regionsAddUpToTheLeaves(String name) {
    for (Map.Entry<String, JsonNode> stage :
        TruthFile.named(name).root().get("stages").properties()) {
      CapturedTables captured = CapturedTables.of(stage.getValue());
      for (String tree : List.of("ttbr1", "idmap_pg_dir", "tramp_pg_dir")) {
        if (stage.getValue().has(tree)) {
          TranslationContext of = captured.tree(tree);
          TableWalker walker = new TableWalker(captured.memory(), of);
          long mapped = walker.mappings().stream().mapToLong(Mapping::size).sum();
          assertThat(mapped)
              .as(name + " " + stage.getKey() + " " + tree)
              .isEqualTo(new LeafCount(stage.getValue().get(tree), of).bytes());
        }
      }
    }
  }

  /** The emulated MMU's own answers. */
  @ParameterizedTest
  @MethodSource("withTranslations")
  void translationsAreTheMmus(String name) {
    JsonNode stage = TruthFile.named(name).stage("p4_panic");
    CapturedTables captured = CapturedTables.of(stage);
    TableWalker walker = new TableWalker(captured.memory(), captured.tree("ttbr1"));
    for (JsonNode entry : stage.get("translations")) {
      long va = TruthFile.hex(entry.get(0));
      Translation translation = walker.translate(va);
      if (entry.get(1).isNull()) {
        assertThat(translation).as("va %x", va).isInstanceOf(Translation.Faulting.class);
      } else {
        assertThat(translation).as("va %x", va).isInstanceOf(Translation.Mapped.class);
        assertThat(((Translation.Mapped) translation).pa())
            .as("va %x", va)
            .isEqualTo(TruthFile.hex(entry.get(1)));
      }
    }
    assertThat(stage.get("translations").size()).isEqualTo(440);
  }

  private static Set<Long> tablesOf(TableWalker walker) {
    Set<Long> met = new HashSet<>();
    walker.walk(
        new TableVisitor() {
          @Override
          public void table(long va, int level, long pa, int entries, long descriptor) {
            met.add(pa);
          }
        });
    return met;
  }

  private static Set<Long> addresses(JsonNode tree) {
    Set<Long> addresses = new HashSet<>();
    tree.get("tables").forEach(table -> addresses.add(TruthFile.hex(table.get("pa"))));
    return addresses;
  }

  /** Counts leaves from the captured file alone; tables that are shared count wherever they are. */
  private static final class LeafCount {
    private final Map<Long, JsonNode> tables = new HashMap<>();
    private final Map<Long, Long> known = new HashMap<>();
    private final TranslationContext tree;
    private final long root;

    LeafCount(JsonNode captured, TranslationContext tree) {
      captured.get("tables").forEach(each -> tables.put(TruthFile.hex(each.get("pa")), each));
      this.tree = tree;
      this.root = TruthFile.hex(captured.get("tables").get(0).get("pa"));
    }

    long bytes() {
      return bytes(root);
    }

    private long bytes(long pa) {
      Long before = known.get(pa);
      if (before != null) {
        return before;
      }
      JsonNode table = Objects.requireNonNull(tables.get(pa));
      int level = table.get("level").asInt();
      DescriptorFormat format = tree.regime().format();
      long sum = 0;
      for (JsonNode run : table.get("runs")) {
        for (int i = 0; i < run.get(1).asInt(); i++) {
          long entry = TruthFile.hex(run.get(2)) + i * run.get(3).asLong();
          if (Descriptor.isTable(entry, level)) {
            sum += bytes(format.decode(entry, tree.regime().granule()));
          } else if (Descriptor.isValid(entry)) {
            sum += tree.regime().granule().levelSize(level);
          }
        }
      }
      known.put(pa, sum);
      return sum;
    }
  }
}
