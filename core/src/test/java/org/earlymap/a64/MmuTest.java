// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.earlymap.Range;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.Rights;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.cpu.CpuModel;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The CPU's own walk against the one that prints and judges tables, on random tables. */
class MmuTest {
  private static final long SEED = 64;
  private static final int TABLES = 8;
  private static final int ADDRESSES = 4000;
  private static final long MEMORY = 0x4000_0000L;
  private static final long TCR_IPS_48 = 5L << Tcr.IPS_SHIFT;

  @ParameterizedTest
  @EnumSource(Granule.class)
  void walksAsTheTableWalkerDoes(Granule granule) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED + granule.shift());
    int size = (int) granule.bytes() * TABLES;
    Range bank = new Range(MEMORY, MEMORY + (1 << 20));
    BoardMemory memory = BoardMemory.of(List.of(bank), 1 << 21);
    for (long pa = MEMORY; pa < MEMORY + size; pa += Long.BYTES) {
      memory.writeLong(pa, descriptor(random, granule));
    }
    Cpu cpu = new Cpu(CpuProfile.of(CpuModel.find("qemu-max").registers(), 1), memory);
    long tcr = Tcr.granuleBits(granule) | TCR_IPS_48 | 16 | 16 << Tcr.T1SZ_SHIFT;
    long sctlr = Sctlr.M | (random.nextBoolean() ? Sctlr.WXN : 0);
    cpu.state.set("TCR_EL1", tcr);
    cpu.state.set("SCTLR_EL1", sctlr);
    cpu.state.set("MAIR_EL1", Mair.LINUX.value());
    cpu.state.set("TTBR0_EL1", MEMORY);
    cpu.state.set("TTBR1_EL1", MEMORY + granule.bytes());
    TranslationRegisters registers =
        new TranslationRegisters(
            new Tcr(tcr),
            Mair.LINUX,
            new Sctlr(sctlr),
            Optional.of(new Ttbr(MEMORY)),
            Optional.of(new Ttbr(MEMORY + granule.bytes())),
            Optional.empty());
    PhysicalMemory view = memory.asPhysicalMemory(ByteOrder.LITTLE_ENDIAN);
    int mapped = 0;
    for (int i = 0; i < ADDRESSES; i++) {
      VaHalf half = random.nextBoolean() ? VaHalf.UPPER : VaHalf.LOWER;
      long va = random.nextLong() >>> 16 | (half == VaHalf.UPPER ? -1L << 48 : 0);
      TableWalker walker = new TableWalker(view, TranslationContext.of(registers, half));
      Translation expected = walker.translate(va);
      for (int access = Mmu.READ; access <= Mmu.EXECUTE; access++) {
        int status = cpu.mmu.translate(va, access, false);
        assertThat(status).as("0x%016x, seed %d", va, SEED).isEqualTo(status(expected, access));
        if (status == 0) {
          assertThat(cpu.mmu.pa()).isEqualTo(((Translation.Mapped) expected).pa());
          mapped++;
        }
      }
    }
    assertThat(mapped).isPositive();
  }

  private static int status(Translation expected, int access) {
    if (expected instanceof Translation.Faulting faulting) {
      return faulting.type().statusCode(faulting.level()) | 1 << 6;
    }
    Translation.Mapped mapped = (Translation.Mapped) expected;
    int wanted = new int[] {Rights.EL1_READ, Rights.EL1_WRITE, Rights.EL1_EXECUTE}[access];
    boolean allowed = (mapped.rights() & wanted) != 0;
    return allowed ? 0 : 0b001100 | mapped.level() | 1 << 6;
  }

  /** A descriptor that is a table in half of the cases, and mostly of memory that is there. */
  private static long descriptor(SplittableRandom random, Granule granule) {
    long target = MEMORY + granule.bytes() * random.nextInt(TABLES);
    long attributes = random.nextLong() & 0x7cf0_0000_0000_0ffcL & ~0x0c00L;
    long type = random.nextInt(8) == 0 ? random.nextInt(3) : 3;
    long access = random.nextInt(4) == 0 ? 0 : 1L << 10;
    long far = random.nextInt(16) == 0 ? 1L << 40 : 0;
    return target | (attributes & (-granule.bytes() | 0xfffL)) | access | type | far;
  }
}
