// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.arch.IndirectPermissions;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Rights;
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
  private static final int ADDRESSES = Integer.getInteger("earlymap.addresses", 1500);
  private static final long FIRST_TABLE = 0x4200_0000L;
  private static final long SCTLR = 0x30d0_0801L | 0x1004L | 1L << 23;
  private static final Mair MAIR = new Mair(0xbb_ee_f4_04_00_44_ff_ffL);

  /** The leaves of the program: index 8 is what it executes, 12 what it reads and writes. */
  private static final long PROGRAM_FIELDS = 0xf_000f_0000_0000L;

  private static final long PROGRAM_RIGHTS = 0x5_000a_0000_0000L;

  @TempDir Path directory;

  /** One configuration: granule, width of an address, DS, IPS, and switches. */
  record Shape(
      Granule granule,
      int vaBits,
      boolean ds,
      int ips,
      long tcrBits,
      long sctlrBits,
      boolean indirect) {
    Shape with(long moreTcr, long moreSctlr) {
      return new Shape(
          granule, vaBits, ds, ips, tcrBits | moreTcr, sctlrBits | moreSctlr, indirect);
    }

    /** The same with FEAT_S1PIE. */
    Shape withIndirect() {
      return new Shape(granule, vaBits, ds, ips, tcrBits, sctlrBits, true);
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

  static Stream<Machine> newerMachines() {
    List<Shape> more =
        List.of(
            shape(Granule.SIZE_4K, 49, true, 6),
            shape(Granule.SIZE_16K, 50, true, 6),
            shape(Granule.SIZE_64K, 52, false, 4));
    return machines()
        .map(
            machine ->
                machine.cpu().equals("max")
                    ? new Machine(
                        "max", Stream.concat(machine.shapes().stream(), more.stream()).toList())
                    : machine);
  }

  @ParameterizedTest
  @MethodSource("machines")
  void addressTranslationInstructionsAgree(Machine machine) throws Exception {
    compare(new MmuProbe(directory, machine.cpu()), machine, false);
  }

  /**
   * A newer QEMU has FEAT_S1PIE, tells faults at level -1, and refuses blocks where there are none.
   * With DS = 1 and an IPS below 52 bits it still drops the upper bits of an output address.
   */
  @ParameterizedTest
  @MethodSource("newerMachines")
  @RequiresNewerEmulator
  void theNewerEmulatorAgrees(Machine machine) throws Exception {
    String emulator = Emulator.newer("qemu-system-aarch64").orElseThrow().toString();
    compare(new MmuProbe(emulator, directory, machine.cpu()), machine, true);
  }

  private static void compare(MmuProbe probe, Machine machine, boolean newer) throws Exception {
    List<TranslationContext> trees = new ArrayList<>();
    List<MmuProbe.Job> jobs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    long pa = FIRST_TABLE;
    long seed = 1;
    for (Shape shape : shapes(machine, newer)) {
      for (VaHalf half : VaHalf.values()) {
        Tcr tcr = tcr(shape);
        RandomTables tables =
            new RandomTables(
                probe.memory(),
                pa,
                tcr.regime(half),
                half,
                Math.min(tcr.ipsBits(), tcr.regime(half).format().outputBits()),
                newer,
                seed);
        pa = tables.end();
        Ttbr ttbr = Ttbr.of(tables.root());
        Sctlr sctlr = new Sctlr(SCTLR | shape.sctlrBits());
        Optional<IndirectPermissions> indirect =
            shape.indirect() ? Optional.of(permissions(seed)) : Optional.empty();
        TranslationContext tree =
            TranslationContext.of(
                new TranslationRegisters(
                    tcr, MAIR, sctlr, Optional.of(ttbr), Optional.of(ttbr), indirect),
                half);
        List<Long> asked = tables.addresses(ADDRESSES);
        TableWalker walker = new TableWalker(probe.memory(), tree);
        MmuProbe.Job job =
            new MmuProbe.Job(
                tcr,
                MAIR,
                sctlr.value(),
                ttbr.value(),
                half,
                askable(walker, asked, newer),
                false,
                indirect);
        probe.add(job);
        jobs.add(job);
        trees.add(tree);
        names.add(machine.cpu() + " " + half + " " + shape + " seed " + seed);
        seed++;
      }
    }
    List<long[]> answers = probe.run();
    Agreement agreement = new Agreement();
    for (int i = 0; i < jobs.size(); i++) {
      MmuProbe.Job job = jobs.get(i);
      TableWalker walker = new TableWalker(probe.memory(), trees.get(i));
      agreement.asked(job.addresses().size());
      for (int n = 0; n < job.addresses().size(); n++) {
        Translation translation = walker.translate(job.addresses().get(n));
        for (int k = 0; k < Par.ASKED.length; k++) {
          if (newer && isCleanWrite(translation, Par.ASKED[k], job)) {
            continue;
          }
          long expected = Par.expected(translation, Par.ASKED[k], trees.get(i), job.tcr());
          agreement.compare(names.get(i), translation, k, expected, answers.get(i)[n * 4 + k]);
        }
      }
    }
    agreement.print("AT " + (newer ? "newer " : "") + machine.cpu(), jobs.size());
    assertThat(agreement.asked()).as("addresses that were asked about").isPositive();
    assertThat(agreement.disagreements()).isEmpty();
  }

  /**
   * Whether it is a write to a clean page. QEMU 11.1's AT says of a page that the hardware would
   * mark dirty that it may not be written, though a store is done; and with FEAT_S1PIE it does not
   * look at nDirty at all, which without hardware dirty state forbids a write (ESR's DirtyBit).
   */
  private static boolean isCleanWrite(Translation translation, int right, MmuProbe.Job job) {
    if ((right & (Rights.EL1_WRITE | Rights.EL0_WRITE)) == 0
        || !(translation instanceof Translation.Mapped mapped)) {
      return false;
    }
    boolean marked = job.tcr().hardwareDirtyState() && (mapped.leaf() & Descriptor.DBM) != 0;
    boolean clean = (mapped.leaf() & Descriptor.AP_READ_ONLY) != 0;
    return clean && (marked || job.indirect().isPresent());
  }

  private static List<Shape> shapes(Machine machine, boolean newer) {
    boolean max = machine.cpu().equals("max");
    List<Shape> all = new ArrayList<>();
    for (Shape base : machine.shapes()) {
      List<Shape> variants = variants(base, machine.cpu().equals("cortex-a72"), max);
      all.addAll(variants);
      if (newer && max) {
        variants.forEach(variant -> all.add(variant.withIndirect()));
      }
    }
    return all;
  }

  /** Random rights, but for those by which the program itself runs and writes its results. */
  private static IndirectPermissions permissions(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long pir = (random.nextLong() & ~PROGRAM_FIELDS) | PROGRAM_RIGHTS;
    return new IndirectPermissions(pir, random.nextLong() & ~PROGRAM_FIELDS);
  }

  /**
   * The addresses that can be asked: those of the half that the job's program does not run in, and
   * none that faults at level -1, which ends QEMU 7.2 by an assertion of its own.
   */
  private static List<Long> askable(TableWalker walker, List<Long> addresses, boolean newer) {
    VaHalf half = walker.context().half();
    return addresses.stream()
        .map(va -> VaHalf.of(va) == half ? va : va ^ (1L << 55))
        .filter(
            va ->
                newer
                    || !(walker.translate(va) instanceof Translation.Faulting faulting)
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
    return new Shape(granule, vaBits, ds, ips, 0, 0, false);
  }
}
