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
  private static final Range BANK = new Range(MEMORY, MEMORY + (64 << 20));

  /** What the loop that is executed does. */
  public enum Program {
    /** Arithmetic, flags and branches within a page. */
    DISPATCH(0x8b01_0002, 0xca02_0043, 0xd344_fc64, 0xf100_0400, 0x54ff_ff81, 0x17ff_fffb),
    /** Loads of one page. */
    LOADS(0xf940_0001, 0xf940_0402, 0xb940_1003, 0x3940_5004, 0x17ff_fffc),
    /** Stores to one page. */
    STORES(0xf900_0001, 0xf900_0402, 0xb900_1003, 0x3900_5004, 0x17ff_fffc),
    /** A load from another page each time, more of them than translations are held. */
    MISSES(0xf940_0001, 0x9140_0400, 0x9266_f800, 0x17ff_fffd),
    /** Calls of a function in another page. */
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

  /** Loads it. */
  @Setup(Level.Trial)
  public void load() throws IOException {
    BoardMemory memory = BoardMemory.of(List.of(BANK), 128 << 20);
    put(memory, MEMORY, program.words);
    put(memory, MEMORY + 0x2000, 0xd65f_03c0); // ret
    put(memory, MEMORY + 0x4200, 0xd69f_03e0); // eret, at the vector of SVC
    processor = new Processor(CpuProfile.of(CpuModel.find("cortex-a72").registers(), 1), memory);
    processor.state().set("VBAR_EL1", MEMORY + 0x4000);
    processor.state().setX(0, MEMORY + 0x10_0000);
    processor.state().setPc(MEMORY);
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
