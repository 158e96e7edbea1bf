// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The registers that say what an emulated CPU is, read by the CPU itself: its debugger stub does
 * not show all of them.
 */
final class EmulatedIdentity {
  private static final int MRS = 0xd530_0000;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Where the instructions that read are, for a moment. */
  private static final long SCRATCH = EmulatedBoot.MEMORY + (6 << 20);

  /** A register's name, and op0, op1, CRn, CRm, op2 as in MRS's bits 20:5. */
  private record Register(String name, int op1, int crn, int crm, int op2) {
    int read(int to) {
      return MRS | 1 << 19 | op1 << 16 | crn << 12 | crm << 8 | op2 << 5 | to;
    }
  }

  private static final List<Register> REGISTERS =
      List.of(
          new Register("MIDR_EL1", 0, 0, 0, 0),
          new Register("MPIDR_EL1", 0, 0, 0, 5),
          new Register("REVIDR_EL1", 0, 0, 0, 6),
          new Register("ID_AA64PFR0_EL1", 0, 0, 4, 0),
          new Register("ID_AA64PFR1_EL1", 0, 0, 4, 1),
          new Register("ID_AA64PFR2_EL1", 0, 0, 4, 2),
          new Register("ID_AA64ZFR0_EL1", 0, 0, 4, 4),
          new Register("ID_AA64SMFR0_EL1", 0, 0, 4, 5),
          new Register("ID_AA64FPFR0_EL1", 0, 0, 4, 7),
          new Register("ID_AA64DFR0_EL1", 0, 0, 5, 0),
          new Register("ID_AA64DFR1_EL1", 0, 0, 5, 1),
          new Register("ID_AA64ISAR0_EL1", 0, 0, 6, 0),
          new Register("ID_AA64ISAR1_EL1", 0, 0, 6, 1),
          new Register("ID_AA64ISAR2_EL1", 0, 0, 6, 2),
          new Register("ID_AA64ISAR3_EL1", 0, 0, 6, 3),
          new Register("ID_AA64MMFR0_EL1", 0, 0, 7, 0),
          new Register("ID_AA64MMFR1_EL1", 0, 0, 7, 1),
          new Register("ID_AA64MMFR2_EL1", 0, 0, 7, 2),
          new Register("ID_AA64MMFR3_EL1", 0, 0, 7, 3),
          new Register("ID_AA64MMFR4_EL1", 0, 0, 7, 4),
          new Register("CLIDR_EL1", 1, 0, 0, 1),
          new Register("CCSIDR_EL1", 1, 0, 0, 0),
          new Register("AIDR_EL1", 1, 0, 0, 7),
          new Register("CTR_EL0", 3, 0, 0, 1),
          new Register("DCZID_EL0", 3, 0, 0, 7),
          new Register("CNTFRQ_EL0", 3, 14, 0, 0),
          new Register("PMCR_EL0", 3, 9, 12, 0));

  /** What only a CPU with allocation tags has. */
  private static final Register GMID = new Register("GMID_EL1", 1, 0, 0, 4);

  private EmulatedIdentity() {}

  /** Reads them on a CPU that is before its first instruction, and stays so. */
  static Map<String, Long> read(EmulatedBoot emulated) throws IOException {
    Map<String, Long> values = read(emulated, REGISTERS, SCRATCH);
    if ((values.getOrDefault("ID_AA64PFR1_EL1", 0L) >>> 8 & 15) >= 2) {
      values.putAll(read(emulated, List.of(GMID), SCRATCH + 0x1000));
    }
    return values;
  }

  /** Reads them by code at {@code scratch}, where the emulator has executed none before. */
  private static Map<String, Long> read(
      EmulatedBoot emulated, List<Register> registers, long scratch) throws IOException {
    GdbStub stub = emulated.stub();
    long[] general = new long[registers.size() + 1];
    for (int i = 0; i < general.length; i++) {
      general[i] = stub.register(i);
    }
    long pc = stub.register(GdbStub.PC);
    ByteBuffer code = ByteBuffer.allocate(4 * registers.size() + 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < registers.size(); i++) {
      code.putInt(registers.get(i).read(i + 1));
    }
    ByteBuffer before = exchange(emulated, scratch, code.putInt(0).flip());
    stub.set(GdbStub.PC, scratch);
    emulated.runTo(scratch + 4L * registers.size(), LIMIT);
    Map<String, Long> values = new HashMap<>();
    for (int i = 0; i < registers.size(); i++) {
      values.put(registers.get(i).name(), stub.register(i + 1));
    }
    exchange(emulated, scratch, before);
    for (int i = 0; i < general.length; i++) {
      stub.set(i, general[i]);
    }
    stub.set(GdbStub.PC, pc);
    return values;
  }

  private static ByteBuffer exchange(EmulatedBoot emulated, long scratch, ByteBuffer bytes)
      throws IOException {
    ByteBuffer before = ByteBuffer.allocate(bytes.remaining());
    try (FileChannel memory =
        FileChannel.open(emulated.memory(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory.read(before, scratch - EmulatedBoot.MEMORY);
      memory.write(bytes, scratch - EmulatedBoot.MEMORY);
    }
    return before.flip();
  }
}
