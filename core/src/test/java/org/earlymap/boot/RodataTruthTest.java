// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earlymap.Range;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.VaLayout;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableRoot;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthTables;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The leaves of real kernels that have finished booting, where the inputs decide them. */
class RodataTruthTest {
  /** Where a running kernel takes pages out of the linear map, and does nothing else to it. */
  private static final List<String> TAKEN_OUT = List.of("KFENCE pool", "linear map, free pages");

  @TempDir Path folder;

  static List<String> boots() {
    return TruthFile.names().stream()
        .filter(name -> TruthFile.named(name).root().get("stages").has("p4_panic"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("boots")
  void leavesEqualTheRealKernels(String boot) throws IOException {
    TruthFile truth = TruthFile.named(boot);
    BootEnvironment environment = TruthBoot.environment(truth, folder);
    JsonNode p4 = truth.stage("p4_panic");
    try (BootSnapshot snapshot = new BootSequence(environment).run(Stage.RODATA_RO)) {
      ImagePlacement image = environment.image();
      VaLayout layout = environment.decisions().layout();
      for (Range part :
          List.of(
              new Range(layout.linearStart(), layout.pageEnd()),
              new Range(image.va("_stext"), image.va("_end")))) {
        Leaves leaves = new Leaves(environment, part);
        Map<Long, Long> captured = leaves.captured(p4.get("ttbr1"));
        assertThat(captured).as("%s: leaves in %s", boot, part).isNotEmpty();
        Map<Long, Long> computed = leaves.computed(snapshot, "swapper_pg_dir");
        computed
            .keySet()
            .removeIf(va -> !captured.containsKey(va) && isPredicted(va, snapshot, TAKEN_OUT));
        compare(boot, captured, computed);
      }
      Range vmemmap = new Range(layout.vmemmapUsableStart(), layout.vmemmapEnd());
      assertThat(new Leaves(environment, vmemmap).captured(p4.get("ttbr1")).keySet())
          .as("%s: vmemmap", boot)
          .isNotEmpty()
          .allMatch(va -> isPredicted(va, snapshot, List.of("vmemmap")));
      Leaves leaves = new Leaves(environment, new Range(0, -1));
      assertThat(leaves.computed(snapshot, "idmap_pg_dir"))
          .as("%s: idmap_pg_dir", boot)
          .isEqualTo(leaves.captured(p4.get("idmap_pg_dir")));
      assertThat(leaves.computed(snapshot, "tramp_pg_dir"))
          .as("%s: tramp_pg_dir", boot)
          .isEqualTo(leaves.captured(p4.get("tramp_pg_dir")));
    }
  }

  private static boolean isPredicted(long va, BootSnapshot snapshot, List<String> names) {
    return snapshot.predicted().stream()
        .filter(range -> names.contains(range.name()))
        .anyMatch(range -> new Range(range.start(), range.end()).contains(va));
  }

  private static void compare(String boot, Map<Long, Long> captured, Map<Long, Long> computed) {
    if (captured.equals(computed)) {
      return;
    }
    captured.forEach(
        (va, leaf) ->
            assertThat(hex(computed.getOrDefault(va, 0L)))
                .as("%s: leaf at %s", boot, hex(va))
                .isEqualTo(hex(leaf)));
    computed.forEach(
        (va, leaf) -> assertThat(captured).as("%s: leaf at %s", boot, hex(va)).containsKey(va));
  }

  private static String hex(long value) {
    return String.format("0x%016x", value);
  }

  /** Leaf descriptors by the virtual address that they translate. */
  private static final class Leaves {
    private final Granule granule;
    private final DescriptorFormat format;
    private final Range wanted;

    Leaves(BootEnvironment environment, Range wanted) {
      this.wanted = wanted;
      KernelConfig config = environment.kernel().config();
      this.granule = config.granule();
      this.format =
          config.lpa2() && !environment.decisions().lpa2Enabled()
              ? DescriptorFormat.PA48
              : config.descriptorFormat();
    }

    Map<Long, Long> captured(JsonNode root) {
      PhysicalMemory memory = PhysicalMemory.littleEndian();
      Map<Long, Integer> added = new HashMap<>();
      long rootPa = 0;
      int entries = 0;
      for (JsonNode table : root.get("tables")) {
        long pa = TruthFile.hex(table.get("pa"));
        int count = table.get("entries").asInt();
        if (rootPa == 0) {
          rootPa = pa;
          entries = count;
        }
        if (added.put(pa, count) == null) {
          memory.add(pa, count * 8);
          long[] words = TruthTables.words(table, count);
          for (int i = 0; i < count; i++) {
            memory.writeLong(pa + 8L * i, words[i]);
          }
        }
      }
      Map<Long, Long> leaves = new TreeMap<>();
      int level = root.get("root_level").asInt();
      long base = -1L << root.get("va_bits").asInt();
      collect(memory, rootPa, level, entries, base, leaves);
      return leaves;
    }

    Map<Long, Long> computed(BootSnapshot snapshot, String name) {
      Map<Long, Long> leaves = new TreeMap<>();
      for (TableRoot root : snapshot.roots()) {
        if (root.name().equals(name)) {
          collect(
              snapshot.memory(),
              root.pa(),
              root.regime().rootLevel(),
              root.regime().rootEntries(),
              root.regime().upperHalfStart(),
              leaves);
        }
      }
      return leaves;
    }

    private void collect(
        PhysicalMemory memory,
        long table,
        int level,
        int entries,
        long base,
        Map<Long, Long> leaves) {
      for (int i = 0; i < entries; i++) {
        long descriptor = memory.readLong(table + 8L * i);
        long va = base + i * granule.levelSize(level);
        long last = va + granule.levelSize(level) - 1;
        if (Long.compareUnsigned(last, wanted.start()) < 0
            || Long.compareUnsigned(va, wanted.end() - 1) > 0) {
          continue;
        }
        if (Descriptor.isTable(descriptor, level)) {
          long next = format.decode(descriptor, granule);
          collect(memory, next, level + 1, granule.entriesPerTable(), va, leaves);
        } else if (Descriptor.isLeaf(descriptor, level)) {
          leaves.put(va, descriptor);
        }
      }
    }
  }
}
