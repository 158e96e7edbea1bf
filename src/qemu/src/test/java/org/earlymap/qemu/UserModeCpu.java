// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.a64.BoardMemory;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Processor;
import org.earlymap.a64.Stop;
import org.earlymap.arch.Descriptor;

/**
 * The project's own CPU at EL0 with the memory of {@link InstructionOracle}: its code to execute, a
 * page to read, a page to write, and nothing else.
 */
final class UserModeCpu {
  private static final long BASE = InstructionOracle.CODE;
  private static final long TABLES = BASE + 0x20_0000;
  private static final long VECTORS = BASE + 0x40_0000;
  private static final long FROM_EL0 = VECTORS + 0x400;
  private static final int MOST_STEPS = 64;

  /** T0SZ of 48 bits, nothing above, tags ignored as Linux lets a program have them. */
  private static final long TCR = 16 | 16L << 16 | 1L << 23 | 2L << 30 | 5L << 32 | 1L << 37;

  /** M, C, I, and what Linux lets EL0 do: UCT, UCI, DZE, nTWI, nTWE, ATA0. */
  private static final long SCTLR =
      1
          | 1 << 2
          | 1 << 12
          | 1 << 14
          | 1 << 15
          | 1 << 16
          | 1 << 18
          | 1 << 26
          | 1L << 42
          | 0x3050_0800L;

  /** GCR_EL1 as the emulator has it in user mode. */
  private static final long ALL_TAGS_EXCLUDED = 0x1_ffff;

  private final byte[] window;
  private final BoardMemory memory;
  private final Processor processor;

  /** A CPU that has executed nothing yet, before {@code batch}. */
  UserModeCpu(
      CpuProfile profile, byte[] readOnly, byte[] window, List<InstructionOracle.Record> batch) {
    this.window = window.clone();
    this.memory = BoardMemory.of(List.of(new Range(BASE, BASE + 0x80_0000)), 1 << 23);
    memory.load(InstructionOracle.READ_ONLY, ByteBuffer.wrap(readOnly));
    memory.load(InstructionOracle.WINDOW, ByteBuffer.wrap(window));
    memory.load(BASE, code(batch));
    tables();
    this.processor = new Processor(profile, memory);
    CpuState state = processor.state();
    state.set("TCR_EL1", TCR);
    state.set("TTBR0_EL1", TABLES);
    state.set("MAIR_EL1", 0xff);
    state.set("VBAR_EL1", VECTORS);
    state.set("SCTLR_EL1", SCTLR);
    state.set("GCR_EL1", ALL_TAGS_EXCLUDED);
    processor.invalidateTranslations();
    processor.breakAtVirtual(FROM_EL0);
  }

  private static ByteBuffer code(List<InstructionOracle.Record> batch) {
    int size = InstructionOracle.MOST_RECORDS * InstructionOracle.SLOT;
    ByteBuffer code = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (code.hasRemaining()) {
      code.putInt(InstructionOracle.BRK);
    }
    for (int i = 0; i < batch.size(); i++) {
      int at = (int) (InstructionOracle.Record.start(i) - BASE);
      for (int word : batch.get(i).instructions()) {
        code.putInt(at, word);
        at += 4;
      }
    }
    return code.flip();
  }

  private void tables() {
    long table = Descriptor.TABLE;
    memory.writeLong(TABLES, TABLES + 0x1000 | table);
    memory.writeLong(TABLES + 0x1000 + 8, TABLES + 0x2000 | table);
    memory.writeLong(TABLES + 0x2000, TABLES + 0x3000 | table);
    memory.writeLong(TABLES + 0x2000 + 16, VECTORS | Descriptor.BLOCK | Descriptor.AF);
    long user = 1 << 6 | Descriptor.AF | 3 << 8 | Descriptor.NG | Descriptor.PAGE | Descriptor.PXN;
    int code = InstructionOracle.MOST_RECORDS * InstructionOracle.SLOT;
    for (long va = BASE; va < BASE + code; va += InstructionOracle.PAGE) {
      page(va, user | Descriptor.AP_READ_ONLY);
    }
    page(InstructionOracle.READ_ONLY, user | Descriptor.AP_READ_ONLY | Descriptor.UXN);
    page(InstructionOracle.WINDOW, user | Descriptor.UXN);
  }

  private void page(long va, long bits) {
    memory.writeLong(TABLES + 0x3000 + (va - BASE) / InstructionOracle.PAGE * 8, va | bits);
  }

  /** Executes record {@code number} until it takes an exception; what stopped it. */
  Stop execute(int number, InstructionOracle.Record record) {
    CpuState state = processor.state();
    state.setPstate((long) record.nzcv() << 28);
    state.setSp(record.sp());
    for (int i = 0; i <= 30; i++) {
      state.setX(i, record.x()[i]);
    }
    state.setPc(InstructionOracle.Record.start(number));
    return processor.run(MOST_STEPS);
  }

  CpuState state() {
    return processor.state();
  }

  /** The window as it is, put back to what it was. */
  byte[] takeWindow() {
    byte[] now = new byte[window.length];
    memory.read(InstructionOracle.WINDOW, now, 0, now.length);
    if (!Arrays.equals(now, window)) {
      memory.load(InstructionOracle.WINDOW, ByteBuffer.wrap(window));
    }
    return now;
  }
}
