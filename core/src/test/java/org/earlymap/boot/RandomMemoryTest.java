// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.earlymap.Range;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.machine.Reservation;
import org.earlymap.table.TableRoot;
import org.earlymap.testing.TruthBoot;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthMachine;
import org.earlymap.version.Trait;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear maps of random banks, holes and reservations. */
class RandomMemoryTest {
  private static final int MAPS = 60;
  private static final long MIB = 1L << 20;
  private static final Map<Trait, Boolean> IMAGE_FIRST =
      Map.of(Trait.MAP_MEM_IMAGE_FIRST, true, Trait.REMAPS_IN_PLACE, true);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "4k-48--max-base, false",
    "4k-52--max-base, false",
    "16k-47--max-base, false",
    "64k-52--max-base, false",
    "4k-48--max-base, true",
    "16k-47--max-base, true",
    "64k-52--max-base, true"
  })
  void usableMemoryIsMappedOnceAndNothingElse(String boot, boolean imageFirst) throws IOException {
    TruthFile truth = TruthFile.named(boot);
    KernelBuild kernel = TruthBoot.kernel(truth, folder, imageFirst ? IMAGE_FIRST : Map.of());
    long seeds = new Random().nextLong();
    for (int i = 0; i < MAPS; i++) {
      long seed = seeds + i;
      try {
        new Check(kernel, machine(TruthMachine.of(truth), new Random(seed))).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            boot + ", image first " + imageFirst + ", seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** A bank for kernel and FDT, some more of odd sizes, reservations anywhere. */
  private static Machine machine(Machine truth, Random random) {
    List<Range> banks = new ArrayList<>();
    long at = truth.loadAddress() & -(256 * MIB);
    long end = at + 144 * MIB + odd(random, 16 * MIB);
    banks.add(new Range(at, end));
    for (int i = random.nextInt(3); i > 0; i--) {
      long start = end + odd(random, 64 * MIB);
      end = start + MIB + odd(random, 40 * MIB);
      banks.add(new Range(start, end));
    }
    List<Reservation> reservations = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Range bank = banks.get(random.nextInt(banks.size()));
      long start = bank.start() + 16 * MIB + odd(random, bank.size());
      Range range = new Range(start, start + 1 + odd(random, 2 * MIB));
      reservations.add(new Reservation.Fixed(range, random.nextBoolean()));
    }
    return truth.toBuilder()
        .banks(banks)
        .reservations(reservations)
        .initrd(Optional.empty())
        .stdout(OptionalLong.empty())
        .bootArgs(random.nextBoolean() ? "nokaslr" : random.nextBoolean() ? "rodata=on" : "")
        .kaslrSeed(OptionalLong.of(random.nextLong()))
        .bootEl(1)
        .build();
  }

  private static List<Reservation.Fixed> fixed(Machine machine) {
    return machine.reservations().stream().map(Reservation.Fixed.class::cast).toList();
  }

  private static long odd(Random random, long limit) {
    long value = (random.nextLong() & Long.MAX_VALUE) % limit;
    return random.nextBoolean() ? value & -4096L : value & -8L;
  }

  /** One boot, and a second opinion on what its linear map must hold. */
  private static final class Check {
    private final BootEnvironment environment;
    private final KernelConfig config;
    private final Granule granule;
    private final Set<Long> mapped = new HashSet<>();
    private final Set<Long> tables = new HashSet<>();
    private long linearToPa;

    Check(KernelBuild kernel, Machine machine) {
      this.environment = BootEnvironment.resolve(kernel, machine);
      this.config = kernel.config();
      this.granule = config.granule();
    }

    void run() {
      try (BootSnapshot snapshot = new BootSequence(environment).run(Stage.PAGING_INIT)) {
        long offset = environment.decisions().layout().pageOffset();
        linearToPa = snapshot.memstartAddr().orElseThrow() - offset;
        TableRoot root = snapshot.roots().get(0);
        for (TableRoot candidate : snapshot.roots()) {
          root = candidate.name().equals("swapper_pg_dir") ? candidate : root;
        }
        walk(
            snapshot,
            root.pa(),
            root.regime().rootLevel(),
            root.regime().rootEntries(),
            root.regime().upperHalfStart());
      }
      Set<Long> usable = usable();
      require(mapped.equals(usable), "mapped " + mapped.size() + ", usable " + usable.size());
      for (long table : tables) {
        for (Range range : reserved()) {
          boolean apart =
              Long.compareUnsigned(table + granule.bytes(), range.start()) <= 0
                  || Long.compareUnsigned(table, range.end()) >= 0;
          require(apart, "table " + Long.toHexString(table) + " lies in a reservation");
        }
      }
    }

    private void walk(BootSnapshot snapshot, long table, int level, int entries, long base) {
      boolean late = level > environment.decisions().rootLevel();
      require(!late || tables.add(table), "table " + Long.toHexString(table) + " is used twice");
      for (int i = 0; i < entries; i++) {
        long va = base + i * granule.levelSize(level);
        long descriptor = snapshot.memory().readLong(table + 8L * i);
        if (!Descriptor.isValid(descriptor) || isAbove(va)) {
          continue;
        }
        long pa = config.descriptorFormat().decode(descriptor, granule);
        if (Descriptor.isTable(descriptor, level)) {
          walk(snapshot, pa, level + 1, granule.entriesPerTable(), va);
          continue;
        }
        require(va + linearToPa == pa, "address " + Long.toHexString(va) + " goes elsewhere");
        for (long page = 0; page < granule.levelSize(level); page += granule.bytes()) {
          require(mapped.add(pa + page), "page " + Long.toHexString(pa + page) + " twice");
        }
      }
    }

    private boolean isAbove(long va) {
      return Long.compareUnsigned(va, environment.decisions().layout().pageEnd()) >= 0;
    }

    /**
     * What of the reservations is kept: a no-map range that touches what is taken already is
     * refused ({@code early_init_dt_reserve_memory}), and its memory given out.
     */
    private List<Range> reserved() {
      Machine machine = environment.machine();
      List<Range> taken = new ArrayList<>();
      taken.add(machine.placement().fdt());
      taken.add(new Range(machine.loadAddress(), environment.image().end()));
      List<Range> kept = new ArrayList<>();
      for (Reservation.Fixed reservation : fixed(machine)) {
        Range range = reservation.range();
        if (!reservation.noMap()) {
          taken.add(range);
          kept.add(range);
        } else if (taken.stream().noneMatch(other -> overlap(other, range))) {
          kept.add(range);
        }
      }
      return kept;
    }

    /** Whole pages of the banks; of those, pages that a no-map range touches are not mapped. */
    private Set<Long> usable() {
      Set<Long> pages = new HashSet<>();
      for (Range bank : environment.machine().banks()) {
        long end = granule.pageDown(bank.end());
        for (long pa = granule.pageUp(bank.start()); pa < end; pa += granule.bytes()) {
          pages.add(pa);
        }
      }
      for (Reservation.Fixed reservation : fixed(environment.machine())) {
        Range range = reservation.range();
        if (reservation.noMap() && reserved().contains(range)) {
          for (long pa = granule.pageDown(range.start()); pa < range.end(); pa += granule.bytes()) {
            pages.remove(pa);
          }
        }
      }
      return pages;
    }

    private static boolean overlap(Range a, Range b) {
      return a.start() < b.end() && b.start() < a.end();
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError(what);
      }
    }
  }
}
