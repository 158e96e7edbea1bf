// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Rights;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that is writable here and executable there, against the comparison of every pair. */
class AliasSearchTest {
  private static final long ROOT = 0x8000_0000L;
  private static final int PAGE = 4096;
  private static final long DATA =
      Descriptor.PAGE | Descriptor.AF | Descriptor.SH_INNER | Descriptor.UXN | Descriptor.PXN;
  private static final long CODE = (DATA & ~Descriptor.PXN) | Descriptor.AP_READ_ONLY;
  private static final long BOTH = DATA & ~Descriptor.PXN;

  private final PhysicalMemory memory = PhysicalMemory.littleEndian();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyPairIsFoundAndCounted(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    memory.add(ROOT, 3 * PAGE);
    memory.writeLong(ROOT, (ROOT + PAGE) | Descriptor.TABLE);
    memory.writeLong(ROOT + 8, (ROOT + 2 * PAGE) | Descriptor.TABLE);
    for (int i = 0; i < 2 * 512; i++) {
      long[] kinds = {0, DATA, DATA, CODE, CODE, BOTH};
      long kind = kinds[random.nextInt(kinds.length)];
      long pa = kind == 0 ? 0 : (long) random.nextInt(1, 200) * PAGE;
      memory.writeLong(ROOT + PAGE + i * 8L, kind | pa);
    }
    TableWalker walker = walker(30);
    Set<String> expected = everyPair(walker);
    AccessAudit.Verdict all = AccessAudit.of(walker, List.of(), Integer.MAX_VALUE);
    assertThat(aliases(all)).as("seed %d", seed).isEqualTo(expected);
    assertThat(expected).hasSizeGreaterThan(100);
    AccessAudit.Verdict few = AccessAudit.of(walker, List.of(), 7);
    assertThat(few.violations()).hasSize(7);
    assertThat(few.total()).as("seed %d", seed).isEqualTo(all.total());
  }

  /**
   * Four tables of 4 KiB that map one page many million times, and so have more pairs than memory.
   */
  @Test
  void aSmallFileOfManyAliasesIsCounted() {
    memory.add(ROOT, 4 * PAGE);
    for (int table = 0; table < 3; table++) {
      memory.fill(ROOT + (long) table * PAGE, 512, (ROOT + (table + 1L) * PAGE) | 3, 0);
    }
    for (int i = 0; i < 512; i++) {
      memory.writeLong(ROOT + 3L * PAGE + i * 8L, PAGE * 5L | (i % 2 == 0 ? DATA : CODE));
    }
    AccessAudit.Verdict verdict = AccessAudit.of(walker(48), List.of(), 1000);
    assertThat(verdict.violations()).hasSize(1000);
    assertThat(verdict.total()).isGreaterThan(1L << 40);
  }

  private static Set<String> aliases(AccessAudit.Verdict verdict) {
    Set<String> aliases = new TreeSet<>();
    for (AccessViolation each : verdict.violations()) {
      if (each.rule() == AccessRule.WRITABLE_ALIAS) {
        assertThat(aliases.add(name(each.mapping().va(), each.otherVa(), each.mapping().size())))
            .isTrue();
      }
    }
    return aliases;
  }

  private static Set<String> everyPair(TableWalker walker) {
    List<Mapping> mappings = new ArrayList<>(walker.mappings());
    Set<String> pairs = new TreeSet<>();
    for (Mapping writes : mappings) {
      for (Mapping executes : mappings) {
        long first = Math.max(writes.pa(), executes.pa());
        long last = Math.min(end(writes), end(executes));
        boolean alias =
            allows(walker, writes, Rights.EL1_WRITE)
                && allows(walker, executes, Rights.EL1_EXECUTE);
        if (alias && first < last && writes.va() != executes.va()) {
          long va = writes.va() + (writes.repeated() ? 0 : first - writes.pa());
          long other = executes.va() + (executes.repeated() ? 0 : first - executes.pa());
          pairs.add(name(va, other, writes.repeated() ? writes.size() : last - first));
        }
      }
    }
    return pairs;
  }

  private static long end(Mapping mapping) {
    return mapping.pa() + (mapping.repeated() ? PAGE : mapping.size());
  }

  private static boolean allows(TableWalker walker, Mapping mapping, int right) {
    int rights =
        walker.context().permissions().rights(mapping.descriptor(), mapping.hierarchical());
    return (rights & right) != 0;
  }

  private static String name(long va, long other, long size) {
    return Long.toHexString(va) + ' ' + Long.toHexString(other) + ' ' + size;
  }

  private TableWalker walker(int vaBits) {
    TranslationRegime regime =
        new TranslationRegime(Granule.SIZE_4K, vaBits, DescriptorFormat.PA48);
    return new TableWalker(memory, TranslationContext.plain(VaHalf.UPPER, regime, ROOT));
  }
}
