// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The walker and an emulated CPU, asked the same about random tables, say the same. */
@RequiresTool({"qemu-system-aarch64", "aarch64-linux-gnu-gcc"})
class MmuAgreementTest {
  private static final int ADDRESSES = 1500;
  private static final long FIRST_TABLE = 0x4200_0000L;
  private static final long SCTLR = 0x30d0_0801L | 0x1004L | 1L << 23;
  private static final Mair MAIR = new Mair(0xbb_ee_f4_04_00_44_ff_ffL);

  @TempDir Path directory;

  /** One configuration: granule, width of an address, DS, IPS, and switches. */
  record Shape(Granule granule, int vaBits, boolean ds, int ips, long tcrBits, long sctlrBits) {
    Shape with(long moreTcr, long moreSctlr) {
      return new Shape(granule, vaBits, ds, ips, tcrBits | moreTcr, sctlrBits | moreSctlr);
    }
  }

  record Machine(String cpu, List<Shape> shapes) {
    @Override
    public String toString() {
      return cpu;
    }
  }

  static Stream<Machine> machines() {
    List<Shape> max =
        List.of(
            shape(Granule.SIZE_4K, 39, false, 5),
            shape(Granule.SIZE_4K, 48, false, 5),
            shape(Granule.SIZE_4K, 48, true, 6),
            shape(Granule.SIZE_4K, 52, true, 6),
            shape(Granule.SIZE_4K, 51, true, 6),
            shape(Granule.SIZE_16K, 36, false, 5),
            shape(Granule.SIZE_16K, 47, false, 5),
            shape(Granule.SIZE_16K, 48, false, 3),
            shape(Granule.SIZE_16K, 52, true, 6),
            shape(Granule.SIZE_16K, 48, true, 6),
            shape(Granule.SIZE_64K, 42, false, 6),
            shape(Granule.SIZE_64K, 48, false, 6),
            shape(Granule.SIZE_64K, 52, false, 6),
            shape(Granule.SIZE_64K, 52, false, 5));
    List<Shape> narrow =
        List.of(
            shape(Granule.SIZE_4K, 39, false, 4),
            shape(Granule.SIZE_4K, 48, false, 4),
            shape(Granule.SIZE_64K, 42, false, 4),
            shape(Granule.SIZE_64K, 48, false, 4));
    List<Shape> n1 =
        List.of(
            shape(Granule.SIZE_4K, 48, false, 5),
            shape(Granule.SIZE_16K, 47, false, 5),
            shape(Granule.SIZE_64K, 48, false, 5));
    List<Shape> noLpa2 =
        List.of(
            shape(Granule.SIZE_4K, 48, false, 5),
            shape(Granule.SIZE_16K, 47, false, 5),
            shape(Granule.SIZE_64K, 52, false, 6));
    return Stream.of(
        new Machine("max", max),
        new Machine("max,lpa2=off", noLpa2),
        new Machine("neoverse-n1", n1),
        new Machine("cortex-a72", narrow));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void addressTranslationInstructionsAgree(Machine machine) throws Exception {
    MmuProbe probe = new MmuProbe(directory, machine.cpu());
    List<TranslationContext> trees = new ArrayList<>();
    List<MmuProbe.Job> jobs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    long pa = FIRST_TABLE;
    long seed = 1;
    for (Shape base : machine.shapes()) {
      for (Shape shape :
          variants(base, machine.cpu().equals("cortex-a72"), machine.cpu().equals("max"))) {
        for (VaHalf half : VaHalf.values()) {
          Tcr tcr = tcr(shape);
          RandomTables tables =
              new RandomTables(
                  probe.memory(),
                  pa,
                  tcr.regime(half),
                  half,
                  Math.min(tcr.ipsBits(), tcr.regime(half).format().outputBits()),
                  seed);
          pa = tables.end();
          Ttbr ttbr = Ttbr.of(tables.root());
          TranslationRegisters registers =
              TranslationRegisters.of(tcr, MAIR, new Sctlr(SCTLR | shape.sctlrBits()), ttbr, ttbr);
          TranslationContext tree = TranslationContext.of(registers, half);
          MmuProbe.Job job =
              new MmuProbe.Job(
                  tcr,
                  MAIR,
                  SCTLR | shape.sctlrBits(),
                  ttbr.value(),
                  half,
                  askable(new TableWalker(probe.memory(), tree), tables.addresses(ADDRESSES)),
                  false);
          probe.add(job);
          jobs.add(job);
          trees.add(tree);
          names.add(machine.cpu() + " " + half + " " + shape + " seed " + seed);
          seed++;
        }
      }
    }
    List<long[]> answers = probe.run();
    Agreement agreement = new Agreement();
    for (int i = 0; i < jobs.size(); i++) {
      MmuProbe.Job job = jobs.get(i);
      TableWalker walker = new TableWalker(probe.memory(), trees.get(i));
      for (int n = 0; n < job.addresses().size(); n++) {
        Translation translation = walker.translate(job.addresses().get(n));
        for (int k = 0; k < Par.ASKED.length; k++) {
          long expected = Par.expected(translation, Par.ASKED[k], trees.get(i), job.tcr());
          agreement.compare(names.get(i), translation, k, expected, answers.get(i)[n * 4 + k]);
        }
      }
    }
    agreement.print("AT " + machine.cpu(), jobs.size());
    assertThat(agreement.disagreements()).isEmpty();
  }

  /**
   * The addresses that can be asked: those of the half that the job's program does not run in, and
   * none that faults at level -1, which ends QEMU 7.2 by an assertion of its own.
   */
  private static List<Long> askable(TableWalker walker, List<Long> addresses) {
    VaHalf half = walker.context().half();
    return addresses.stream()
        .map(va -> VaHalf.of(va) == half ? va : va ^ (1L << 55))
        .filter(
            va ->
                !(walker.translate(va) instanceof Translation.Faulting faulting)
                    || faulting.level() >= 0)
        .toList();
  }

  private static List<Shape> variants(Shape base, boolean old, boolean max) {
    List<Shape> all = new ArrayList<>();
    all.add(base);
    all.add(base.with(0, Sctlr.WXN));
    if (!old) {
      all.add(base.with(Tcr.HPD0 | Tcr.HPD1, 0));
      all.add(base.with(Tcr.HPD0 | Tcr.HPD1, Sctlr.WXN));
    }
    if (max) {
      all.add(base.with(Tcr.HA, 0));
      all.add(base.with(Tcr.HA | Tcr.HD, Sctlr.WXN));
      all.add(base.with(Tcr.E0PD0 | Tcr.E0PD1, 0));
    }
    return all;
  }

  private static Tcr tcr(Shape shape) {
    long bits =
        Tcr.granuleBits(shape.granule())
            | Tcr.WALKS_WRITE_BACK_INNER_SHAREABLE
            | (shape.ds() ? Tcr.DS : 0)
            | shape.tcrBits();
    return new Tcr(bits)
        .withT0sz(64 - shape.vaBits())
        .withT1sz(64 - shape.vaBits())
        .withIps(shape.ips());
  }

  private static Shape shape(Granule granule, int vaBits, boolean ds, int ips) {
    return new Shape(granule, vaBits, ds, ips, 0, 0);
  }
}
