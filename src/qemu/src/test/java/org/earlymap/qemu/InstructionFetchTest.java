// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.FaultType;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Rights;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An instruction fetch succeeds or faults as the walker says, at EL1 and at EL0, for every
 * combination of AP, UXN, PXN, APTable, UXNTable, PXNTable, WXN and HPD.
 */
@RequiresTool({"qemu-system-aarch64", "aarch64-linux-gnu-gcc"})
class InstructionFetchTest {
  private static final long CODE = 0x6000_0000L;
  private static final long RET_THEN_SVC = 0xd400_0001_d65f_03c0L;
  private static final long SCTLR = 0x30d0_0801L | Sctlr.C | Sctlr.I;
  private static final int SVC = 0x15;
  private static final int ABORT_EL0 = 0x20;
  private static final int ABORT_EL1 = 0x21;
  private static final int LEAVES = 16;
  private static final int LIMITS = 16;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Granule.class)
  void fetchesFaultWhereTheWalkerSays(Granule granule) throws Exception {
    MmuProbe probe = new MmuProbe(directory, "max");
    code(probe.memory());
    long root = 0x4200_0000L;
    List<Long> addresses = new ArrayList<>();
    Tcr plain =
        new Tcr(Tcr.granuleBits(granule) | Tcr.WALKS_WRITE_BACK_INNER_SHAREABLE)
            .withT0sz(64 - 36)
            .withT1sz(64 - 36)
            .withIps(5);
    build(probe.memory(), root, plain.regime(VaHalf.UPPER), addresses);
    List<TranslationContext> trees = new ArrayList<>();
    for (long hpd : new long[] {0, Tcr.HPD1}) {
      for (long wxn : new long[] {0, Sctlr.WXN}) {
        Tcr tcr = plain.with(hpd);
        probe.add(
            new MmuProbe.Job(
                tcr,
                Mair.LINUX,
                SCTLR | wxn,
                root,
                VaHalf.UPPER,
                addresses,
                true,
                Optional.empty()));
        trees.add(
            TranslationContext.of(
                TranslationRegisters.of(
                    tcr, Mair.LINUX, new Sctlr(SCTLR | wxn), new Ttbr(root), new Ttbr(root)),
                VaHalf.UPPER));
      }
    }
    List<long[]> answers = probe.run();
    int fetched = 0;
    int denied = 0;
    for (int job = 0; job < answers.size(); job++) {
      TableWalker walker = new TableWalker(probe.memory(), trees.get(job));
      for (int i = 0; i < addresses.size(); i++) {
        Translation.Mapped mapped = (Translation.Mapped) walker.translate(addresses.get(i));
        long el1 = answers.get(job)[i * 2];
        long el0 = answers.get(job)[i * 2 + 1];
        String where =
            String.format(
                "%s va 0x%x leaf 0x%x %s: syndromes 0x%x 0x%x",
                trees.get(job).permissions(),
                mapped.va(),
                mapped.leaf(),
                Rights.describe(mapped.rights()),
                el1,
                el0);
        boolean mayEl1 = (mapped.rights() & Rights.EL1_EXECUTE) != 0;
        boolean mayEl0 = (mapped.rights() & Rights.EL0_EXECUTE) != 0;
        assertThat(el1 >>> 26).as(where).isEqualTo(mayEl1 ? 0 : ABORT_EL1);
        assertThat(el0 >>> 26).as(where).isEqualTo(mayEl0 ? SVC : ABORT_EL0);
        int permissionFault = FaultType.PERMISSION.statusCode(mapped.level());
        if (!mayEl1) {
          assertThat(el1 & 0x3f).as(where).isEqualTo(permissionFault);
        }
        if (!mayEl0) {
          assertThat(el0 & 0x3f).as(where).isEqualTo(permissionFault);
        }
        fetched += 2;
        denied += (mayEl1 ? 0 : 1) + (mayEl0 ? 0 : 1);
      }
    }
    System.out.printf(
        "fetches %s: %d configurations, %d fetches, %d denied, all agree%n",
        granule, trees.size(), fetched, denied);
    assertThat(fetched).isEqualTo(LEAVES * LIMITS * 4 * 2);
    assertThat(denied).isBetween(1, fetched - 1);
  }

  private static void code(PhysicalMemory memory) {
    int size = LEAVES << Granule.SIZE_64K.shift();
    memory.add(CODE, size);
    memory.fill(CODE, size / 8, RET_THEN_SVC, 0);
  }

  /** One level 3 table for each of the 16 limits, with a leaf for each of the 16 permissions. */
  private static void build(
      PhysicalMemory memory, long root, TranslationRegime regime, List<Long> addresses) {
    Granule granule = regime.granule();
    long page = granule.bytes();
    memory.add(root, (int) (page * (1 + LIMITS * 2)));
    long next = root + page;
    int levels = 3 - regime.rootLevel();
    for (int limit = 0; limit < LIMITS; limit++) {
      long bits = (long) limit << 59;
      long table = next;
      next += page;
      long va = regime.upperHalfStart() + limit * granule.levelSize(regime.rootLevel());
      if (levels == 1) {
        memory.writeLong(root + limit * 8L, table | Descriptor.TABLE | bits);
      } else {
        long middle = next;
        next += page;
        long accessLimits = bits & (3L << Descriptor.AP_TABLE_SHIFT);
        memory.writeLong(root + limit * 8L, middle | Descriptor.TABLE | accessLimits);
        memory.writeLong(middle, table | Descriptor.TABLE | (bits & ~accessLimits));
      }
      for (int leaf = 0; leaf < LEAVES; leaf++) {
        long permissions = (leaf & 3L) << 6 | (leaf & 0xcL) << 51;
        memory.writeLong(
            table + leaf * 8L,
            (CODE + leaf * page)
                | Descriptor.PAGE
                | Descriptor.AF
                | Descriptor.SH_INNER
                | permissions);
        addresses.add(va + leaf * page + leaf * 8L);
      }
    }
  }
}
