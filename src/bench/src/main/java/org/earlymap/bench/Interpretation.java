// SPDX-License-Identifier: Apache-2.0
package org.earlymap.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earlymap.Range;
import org.earlymap.a64.BoardMemory;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Processor;
import org.earlymap.cpu.CpuModel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Executing instructions: how many a second, by what they do. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Thread)
public class Interpretation {
  private static final int INSTRUCTIONS = 10_000_000;
  private static final long MEMORY = 0x4000_0000L;
  private static final Range BANK = new Range(MEMORY, MEMORY + (128 << 20));
  private static final long MAPPED = 64 << 20;
  private static final long TABLES = MEMORY + MAPPED;
  private static final long TABLE = 3;

  /** AF, inner shareable. */
  private static final long PAGE = 1 << 10 | 3 << 8 | 3;

  /** 39 bits of 4K pages in each half. */
  private static final long TCR = 25 | 25L << 16 | 2L << 30 | 2L << 32;

  private static final long SCTLR = 0x30d0_0801L;

  /** What the loop that is executed does. */
  public enum Program {
    /** Arithmetic, flags and branches within a page. */
    DISPATCH(0x8b01_0002, 0xca02_0043, 0xd344_fc64, 0xf100_0400, 0x54ff_ff81, 0x17ff_fffb),
    /** Loads of one page, whose translation is held. */
    LOADS(0xf940_0001, 0xf940_0402, 0xb940_1003, 0x3940_5004, 0x17ff_fffc),
    /** Stores to one page, whose translation is held. */
    STORES(0xf900_0001, 0xf900_0402, 0xb900_1003, 0x3900_5004, 0x17ff_fffc),
    /** A load from another page each time, of 16 times as many as translations are held. */
    LOAD_MISSES(0xf940_0001, 0x9140_0400, 0x9274_3400, 0xb262_0000, 0x17ff_fffc),
    /** The same with a store. */
    STORE_MISSES(0xf900_0001, 0x9140_0400, 0x9274_3400, 0xb262_0000, 0x17ff_fffc),
    /** Calls of a function in another page, and the return. */
    CALLS(0x9400_0800, 0x17ff_ffff),
    /** SVC, and the return from it. */
    EXCEPTIONS(0xd400_0001, 0x17ff_ffff);

    private final int[] words;

    Program(int... words) {
      this.words = words;
    }
  }

  /** The program. */
  @Param public Program program;

  private Processor processor;

  /** Loads it, and maps memory onto itself in pages of 4K by three levels of tables. */
  @Setup(Level.Trial)
  public void load() throws IOException {
    BoardMemory memory = BoardMemory.of(List.of(BANK), 256 << 20);
    put(memory, MEMORY, program.words);
    put(memory, MEMORY + 0x2000, 0xd65f_03c0); // ret
    put(memory, MEMORY + 0x4200, 0xd69f_03e0); // eret, at the vector of SVC
    long level2 = TABLES + 0x1000;
    memory.writeLong(TABLES + 8, level2 | TABLE);
    for (long pa = MEMORY; pa < MEMORY + MAPPED; pa += 0x1000) {
      long block = (pa - MEMORY) >> 21;
      long level3 = level2 + 0x1000 + block * 0x1000;
      memory.writeLong(level2 + 8 * block, level3 | TABLE);
      memory.writeLong(level3 + ((pa >> 12) & 511) * 8, pa | PAGE);
    }
    processor = new Processor(CpuProfile.of(CpuModel.find("cortex-a72").registers(), 1), memory);
    CpuState state = processor.state();
    state.set("VBAR_EL1", MEMORY + 0x4000);
    state.set("MAIR_EL1", 0xff);
    state.set("TCR_EL1", TCR);
    state.set("TTBR0_EL1", TABLES);
    state.set("SCTLR_EL1", SCTLR);
    processor.invalidateTranslations();
    state.setX(0, MEMORY);
    if (program == Program.STORES || program == Program.LOADS) {
      state.setX(0, MEMORY + 0x10_0000);
    }
    state.setPc(MEMORY);
  }

  private static void put(BoardMemory memory, long pa, int... words) {
    ByteBuffer code = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    code.asIntBuffer().put(words);
    memory.load(pa, code);
  }

  /** Instructions a second. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public long instructions() {
    processor.run(INSTRUCTIONS);
    return processor.executed();
  }
}
