// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;

/**
 * What a CPU is: the values of the registers that identify it, and of a few others at reset.
 *
 * <p>A register of the identification space that has no value reads as zero, as the Arm ARM has it
 * for reserved ones (D24.1).
 *
 * @param registers values by name, in upper case: ID registers, CTR_EL0, DCZID_EL0, CLIDR_EL1,
 *     MPIDR_EL1, CNTFRQ_EL0 and the like
 * @param highestEl the highest exception level that is implemented: 1 or 2
 * @param randomSeed what RNDR's values are made from; without one RNDR fails each time
 */
public record CpuProfile(Map<String, Long> registers, int highestEl, OptionalLong randomSeed) {
  /** Data cache zeroing by 64 bytes. */
  private static final long DCZID_64_BYTES = 4;

  /** Cache lines of 64 bytes, as most CPUs have. */
  private static final long CTR_64_BYTES = 0x8444_c004L;

  /** Bit 31 is reserved and set. */
  private static final long MPIDR_FIRST = 0x8000_0000L;

  /** PMCR_EL0.N, bits 15:11. */
  private static final long PMCR_6_COUNTERS = 6L << 11;

  private static final long QEMU_FREQUENCY = 62_500_000L;

  /** Copies the map. */
  public CpuProfile {
    registers = Map.copyOf(registers);
    if (highestEl != 1 && highestEl != 2) {
      throw new IllegalArgumentException("the highest exception level is 1 or 2, not " + highestEl);
    }
  }

  /** A CPU with these ID registers, caches of 64-byte lines, a 62.5 MHz counter and no RNDR. */
  public static CpuProfile of(IdRegisters identification, int highestEl) {
    Map<String, Long> values = new HashMap<>();
    values.put("CTR_EL0", CTR_64_BYTES);
    values.put("DCZID_EL0", DCZID_64_BYTES);
    values.put("MPIDR_EL1", MPIDR_FIRST);
    values.put("CNTFRQ_EL0", QEMU_FREQUENCY);
    values.put("PMCR_EL0", PMCR_6_COUNTERS);
    for (Map.Entry<IdRegister, Long> entry : identification.asMap().entrySet()) {
      values.put(entry.getKey().name(), entry.getValue());
    }
    return new CpuProfile(values, highestEl, OptionalLong.empty());
  }

  /** This CPU with another value of one register. */
  public CpuProfile with(String register, long value) {
    Map<String, Long> values = new HashMap<>(registers);
    values.put(register.toUpperCase(Locale.ROOT), value);
    return new CpuProfile(values, highestEl, randomSeed);
  }

  /** This CPU with an RNDR whose values follow from {@code seed}. */
  public CpuProfile withRandomSeed(long seed) {
    return new CpuProfile(registers, highestEl, OptionalLong.of(seed));
  }

  /** The value of a register by its name in upper case, zero where it has none. */
  public long get(String register) {
    return registers.getOrDefault(register, 0L);
  }

  /** The 4-bit unsigned field of {@code register} whose lowest bit is {@code shift}. */
  public int field(String register, int shift) {
    return (int) (get(register) >>> shift) & 0xf;
  }
}
