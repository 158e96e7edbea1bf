// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.earlymap.Range;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of real kernels with their own registers in an emulated CPU: what it says about the
 * ends of every run that is mapped, and about holes, is what the walker says.
 */
@RequiresTool({"qemu-system-aarch64", "aarch64-linux-gnu-gcc"})
class KernelTablesMmuTest {
  private static final long SCTLR_OF_THE_PROGRAM = 0x30d0_0801L | Sctlr.C | Sctlr.I;
  private static final int MOST = 20_000;

  @TempDir Path directory;

  static Stream<String> names() {
    return Stream.of(
        "4k-52--max-kaslr1",
        "4k-39--max-base",
        "4k-52-kasan--max-base",
        "16k-52--max-base",
        "64k-52--max-base",
        "64k-52--cortex-a72-base");
  }

  @ParameterizedTest
  @MethodSource("names")
  void theMmuReadsAKernelsTablesAsTheWalkerDoes(String name) throws Exception {
    TruthFile truth = TruthFile.named(name);
    CapturedTables captured = CapturedTables.of(truth.stage("p3_after_paging_init"));
    MmuProbe probe = new MmuProbe(directory, truth.cpu());
    for (Range range : captured.memory().ranges()) {
      probe.memory().add(range.start(), captured.memory().view(range.start(), (int) range.size()));
    }
    TranslationRegisters registers = captured.registers();
    Tcr tcr = registers.tcr();
    TranslationContext tree = TranslationContext.of(registers, VaHalf.UPPER);
    List<Long> addresses = addresses(probe.memory(), tree);
    probe.add(
        new MmuProbe.Job(
            tcr,
            registers.mair(),
            SCTLR_OF_THE_PROGRAM,
            registers.ttbr1().orElseThrow().value(),
            VaHalf.UPPER,
            addresses,
            false,
            Optional.empty()));
    long[] answers = probe.run().get(0);
    Agreement agreement = new Agreement();
    TableWalker walker = new TableWalker(probe.memory(), tree);
    for (int i = 0; i < addresses.size(); i++) {
      Translation translation = walker.translate(addresses.get(i));
      for (int k = 0; k < Par.ASKED.length; k++) {
        long expected = Par.expected(translation, Par.ASKED[k], tree, tcr);
        agreement.compare(name, translation, k, expected, answers[i * 4 + k]);
      }
    }
    agreement.asked(answers.length / 4);
    agreement.print("AT kernel " + name, 1);
    assertThat(agreement.disagreements()).isEmpty();
    assertThat(addresses).hasSizeGreaterThan(50);
  }

  /** Both ends of every run and an address within, at most {@link #MOST}; no level -1 faults. */
  private static List<Long> addresses(PhysicalMemory memory, TranslationContext tree) {
    List<Long> addresses = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(17);
    new TableWalker(memory, tree)
        .walk(
            new TableVisitor() {
              @Override
              public void leaves(
                  long va, int level, long pa, long step, long count, long leaf, int hierarchical) {
                add(va, level, count);
              }

              @Override
              public void invalid(long va, int level, long entry, long step, long count) {
                if (level >= 0) {
                  add(va, level, count);
                }
              }

              private void add(long va, int level, long count) {
                long size = count << tree.regime().granule().levelShift(level);
                if (addresses.size() + 3 <= MOST) {
                  addresses.add(va);
                  addresses.add(va + size - 1);
                  addresses.add(va + random.nextLong(size));
                }
              }
            });
    return addresses;
  }
}
