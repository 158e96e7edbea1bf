// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earlymap.Range;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.DescriptorFormat;
import org.earlymap.arch.Granule;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.Test;

/** Each rule broken once by hand, and what real kernels break. */
class AccessAuditTest {
  private static final long ROOT = 0x8000_0000L;
  private static final long VA = -1L << 39;
  private static final long DATA =
      Descriptor.BLOCK | Descriptor.AF | Descriptor.SH_INNER | Descriptor.UXN | Descriptor.PXN;
  private static final long GIB = 1L << 30;
  private static final int MOST = 1000;

  private final PhysicalMemory memory = PhysicalMemory.littleEndian();

  AccessAuditTest() {
    memory.add(ROOT, 4096);
  }

  @Test
  void eachRuleByItself() {
    check(DATA & ~Descriptor.PXN, AccessRule.WRITABLE_AND_EXECUTABLE);
    check(
        (DATA & ~Descriptor.UXN) | Descriptor.AP_EL0,
        AccessRule.WRITABLE_AND_EXECUTABLE_BY_EL0,
        AccessRule.USER_ACCESS);
    check(DATA | Descriptor.AP_EL0 | Descriptor.AP_READ_ONLY, AccessRule.USER_ACCESS);
    check(
        (DATA & ~Descriptor.PXN) | Descriptor.AP_READ_ONLY | 4L << 2, AccessRule.EXECUTABLE_DEVICE);
    check(DATA);
    check((DATA & ~Descriptor.PXN) | Descriptor.AP_READ_ONLY);
  }

  @Test
  void theSameMemoryWritableHereAndExecutableThere() {
    memory.writeLong(ROOT, 4 * GIB | DATA);
    memory.writeLong(ROOT + 16, 4 * GIB | (DATA & ~Descriptor.PXN) | Descriptor.AP_READ_ONLY);
    assertThat(AccessAudit.of(walker(), List.of(), MOST).violations())
        .singleElement()
        .matches(each -> each.rule() == AccessRule.WRITABLE_ALIAS)
        .matches(each -> each.mapping().va() == VA && each.otherVa() == VA + 2 * GIB);
  }

  @Test
  void executableOutsideTextIsCutToWhatIsOutside() {
    memory.writeLong(ROOT, 4 * GIB | (DATA & ~Descriptor.PXN) | Descriptor.AP_READ_ONLY);
    List<Range> text = List.of(new Range(VA + GIB / 2, VA + GIB / 2 + 4096), new Range(0, 4096));
    assertThat(AccessAudit.of(walker(), text, MOST).violations())
        .extracting(each -> each.mapping().va() - VA, each -> each.mapping().size())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0L, GIB / 2),
            org.assertj.core.groups.Tuple.tuple(GIB / 2 + 4096, GIB / 2 - 4096));
  }

  /**
   * A kernel that is done booting maps nothing writable and executable; with rodata off it does.
   */
  @Test
  void realKernels() {
    assertThat(rules("4k-52--max-base", "p4_panic")).isEmpty();
    assertThat(rules("16k-52--max-base", "p4_panic")).isEmpty();
    assertThat(rules("4k-52--max-rodataoff", "p4_panic"))
        .contains(AccessRule.WRITABLE_AND_EXECUTABLE);
    assertThat(rules("4k-52--max-base", "p3_after_paging_init"))
        .containsOnly(AccessRule.WRITABLE_ALIAS);
  }

  /** The same tables read with the wrong TCR.DS are recognised, in both directions. */
  @Test
  void theWrongDsIsRecognised() {
    CapturedTables plain = CapturedTables.of(stage("4k-48--max-base"));
    TranslationContext right = plain.tree("ttbr1");
    TranslationRegime ds = new TranslationRegime(Granule.SIZE_4K, 48, DescriptorFormat.LPA2);
    assertThat(suspicion(plain.memory(), right)).isEmpty();
    assertThat(suspicion(plain.memory(), TranslationContext.plain(VaHalf.UPPER, ds, right.root())))
        .contains("0xc000000000000");

    CapturedTables lpa2 = CapturedTables.of(stage("4k-52--max-base"));
    TranslationContext own = lpa2.tree("ttbr1");
    TranslationRegime without = new TranslationRegime(Granule.SIZE_4K, 52, DescriptorFormat.PA48);
    assertThat(suspicion(lpa2.memory(), own)).isEmpty();
    assertThat(
            suspicion(lpa2.memory(), TranslationContext.plain(VaHalf.UPPER, without, own.root())))
        .contains("DS = 1");
  }

  private static String suspicion(PhysicalMemory memory, TranslationContext tree) {
    MisreadDescriptors detector = new MisreadDescriptors(tree);
    new TableWalker(memory, tree).walk(detector);
    return detector.suspicion().orElse("");
  }

  private static tools.jackson.databind.JsonNode stage(String name) {
    return TruthFile.named(name).stage("p4_panic");
  }

  private static List<AccessRule> rules(String name, String point) {
    CapturedTables captured = CapturedTables.of(TruthFile.named(name).stage(point));
    TableWalker walker = new TableWalker(captured.memory(), captured.tree("ttbr1"));
    return AccessAudit.of(walker, List.of(), MOST).violations().stream()
        .map(AccessViolation::rule)
        .toList();
  }

  private void check(long leaf, AccessRule... rules) {
    memory.writeLong(ROOT, leaf);
    assertThat(AccessAudit.of(walker(), List.of(), MOST).violations())
        .extracting(AccessViolation::rule)
        .containsExactly(rules);
  }

  private TableWalker walker() {
    TranslationRegime regime = new TranslationRegime(Granule.SIZE_4K, 39, DescriptorFormat.PA48);
    return new TableWalker(memory, TranslationContext.plain(VaHalf.UPPER, regime, ROOT));
  }
}
