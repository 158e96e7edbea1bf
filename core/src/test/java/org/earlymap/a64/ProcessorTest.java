// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  private static final long MEMORY = 0x4000_0000L;
  private static final int NOP = 0xd503_201f;
  private static final int RET = 0xd65f_03c0;

  private final BoardMemory memory =
      BoardMemory.of(List.of(new Range(MEMORY, MEMORY + (64L << 30))), 16 << 20);

  @Test
  void countsInALoop() throws Exception {
    // 1: subs x0, x0, #1; b.ne 1b; wfi
    Processor cpu = processor(0xf100_0400, 0x54ff_ffe1, 0xd503_207f);
    cpu.state().setX(0, 1_000_000);
    assertThat(cpu.run(10_000_000)).isEqualTo(new Stop.Waiting(MEMORY + 8));
    assertThat(cpu.executed()).isEqualTo(2_000_000);
    assertThat(cpu.state().nzcv()).isEqualTo(6);
  }

  @Test
  void stopsAfterSoManyInstructions() throws Exception {
    Processor cpu = processor(0x1400_0000); // b .
    assertThat(cpu.run(12345)).isEqualTo(new Stop.Counted(12345));
    assertThat(cpu.executed()).isEqualTo(12345);
    assertThat(cpu.state().pc()).isEqualTo(MEMORY);
  }

  @Test
  void knowsALoopThatNeverEnds() throws Exception {
    int yield = 0xd503_203f;
    assertThat(processor(yield, 0x17ff_ffff).run(40_000_000)) // 0: yield; b 0b
        .isEqualTo(new Stop.Endless(MEMORY + 4, 2));
    // 0: ldr x1, [x0]; cbz x1, 0b: waits for a word that nobody writes
    Processor waiting = processor(0xf940_0001, 0xb4ff_ffe1);
    waiting.state().setX(0, MEMORY + 0x1000);
    assertThat(waiting.run(40_000_000)).isEqualTo(new Stop.Endless(MEMORY + 4, 2));
    // 0: mrs x1, cntvct_el0; b 0b
    assertThat(processor(0xd53b_e041, 0x17ff_ffff).run(40_000_000))
        .isEqualTo(new Stop.Counted(40_000_000));
    // 0: str x1, [x0]; b 0b, and 0: ldxp x1, x2, [x0]; b 0b
    for (int store : new int[] {0xf900_0001, 0xc87f_0801}) {
      Processor storing = processor(store, 0x17ff_ffff);
      storing.state().setX(0, MEMORY + 0x1000);
      assertThat(storing.run(40_000_000)).isEqualTo(new Stop.Counted(40_000_000));
    }
    // 0: add x0, x0, #1; b 0b
    assertThat(processor(0x9100_0400, 0x17ff_ffff).run(40_000_000))
        .isEqualTo(new Stop.Counted(40_000_000));
  }

  @Test
  void stopsBeforeAPlaceAndGoesOn() throws Exception {
    Processor cpu = processor(NOP, NOP, 0x17ff_fffe); // 0: nop; nop; b 0b
    cpu.breakAtPhysical(MEMORY + 4);
    for (int round = 0; round < 3; round++) {
      assertThat(cpu.run(100)).isEqualTo(new Stop.Reached(MEMORY + 4, MEMORY + 4));
      assertThat(cpu.executed()).isEqualTo(1 + 3 * round);
    }
    cpu.clearBreaks();
    assertThat(cpu.run(100)).isEqualTo(new Stop.Counted(100));
  }

  @Test
  void executesWhatItHasWritten() throws Exception {
    // str w1, [x0]; ic iallu; isb; ... the next is overwritten by mov x2, #7; wfi
    Processor cpu = processor(0xb900_0001, 0xd508_751f, 0xd503_3fdf, NOP, 0xd503_207f, 0x17ff_fffb);
    CpuState state = cpu.state();
    state.setX(0, MEMORY + 12);
    state.setX(1, 0xd280_00e2L);
    assertThat(cpu.run(4)).isEqualTo(new Stop.Counted(4));
    assertThat(state.x(2)).isEqualTo(7);
    state.setX(1, 0xd280_0102L);
    state.setPc(MEMORY);
    assertThat(cpu.run(4)).isEqualTo(new Stop.Counted(4));
    assertThat(state.x(2)).isEqualTo(8);
  }

  @Test
  void takesExceptionsByTheVectors() throws Exception {
    Processor cpu = processor(0xd420_0540, NOP); // brk #42
    cpu.state().set("VBAR_EL1", MEMORY + 0x800);
    memory.writeLong(MEMORY + 0xa00, 0xd503_207fL); // wfi
    assertThat(cpu.run(10)).isEqualTo(new Stop.Waiting(MEMORY + 0xa00));
    assertThat(cpu.state().get("ESR_EL1")).isEqualTo(0xf200_002aL);
    assertThat(cpu.state().get("ELR_EL1")).isEqualTo(MEMORY);
  }

  @Test
  void stopsWhereThereIsNoVector() throws Exception {
    Processor cpu = processor(RET);
    cpu.state().setX(30, 0x100);
    assertThat(cpu.run(10)).isInstanceOf(Stop.VectorLost.class);
    assertThat(cpu.state().pc()).isEqualTo(0x200);
    assertThat(cpu.state().get("FAR_EL1")).isEqualTo(0x100);
  }

  /** QEMU does not check this, so the Arm ARM alone says what is right: D1.7.3. */
  @Test
  void takesAnExceptionWhereAnUnalignedStackPointerIsABase() throws Exception {
    // sub sp, sp, #8; ldr x1, [x0]; mov x2, sp; ldr x3, [sp]
    Processor cpu = processor(0xd100_23ff, 0xf940_0001, 0x9100_03e2, 0xf940_03e3);
    cpu.state().set("SCTLR_EL1", 1 << 3);
    cpu.state().set("VBAR_EL1", MEMORY + 0x800);
    cpu.state().setSp(MEMORY + 0x1000);
    cpu.state().setX(0, MEMORY + 0x2000);
    cpu.invalidateTranslations();
    cpu.run(4);
    assertThat(cpu.state().x(2)).isEqualTo(MEMORY + 0xff8);
    assertThat(cpu.state().pc()).isEqualTo(MEMORY + 0xa00);
    assertThat(cpu.state().get("ESR_EL1")).isEqualTo(0x26L << 26 | 1 << 25);
    assertThat(cpu.state().get("ELR_EL1")).isEqualTo(MEMORY + 12);
  }

  @Test
  void letsAnUnalignedStackPointerBeWhereNobodyChecksIt() throws Exception {
    // mov sp, x1; ldr x3, [sp]; add sp, sp, #8; stp x0, x1, [sp, #-16]!; wfi
    int[] words = {0x9100_003f, 0xf940_03e3, 0x9100_23ff, 0xa9bf_07e0, 0xd503_207f};
    Processor unchecked = processor(words);
    unchecked.state().setX(1, MEMORY + 0x1008);
    assertThat(unchecked.run(10)).isEqualTo(new Stop.Waiting(MEMORY + 16));
    Processor aligned = processor(words);
    aligned.state().set("SCTLR_EL1", 1 << 3);
    aligned.state().set("VBAR_EL1", MEMORY + 0x800);
    aligned.state().setX(1, MEMORY + 0x1000);
    aligned.invalidateTranslations();
    aligned.run(4);
    assertThat(aligned.state().get("ELR_EL1")).isEqualTo(MEMORY + 12);
    assertThat(aligned.executed()).isEqualTo(4);
  }

  @Test
  void namesWhatIsNotImplemented() throws Exception {
    Processor cpu = processor(0x4e22_1c20); // and v0.16b, v1.16b, v2.16b
    cpu.state().set("CPACR_EL1", 3 << 20);
    assertThat(cpu.run(10))
        .isEqualTo(new Stop.Unimplemented(MEMORY, 0x4e22_1c20, "floating-point-or-SIMD"));
  }

  @Test
  void takesOnlySoMuchOfTheHost() throws Exception {
    // 1: str x1, [x0]; add x0, x0, x2; b 1b
    Processor cpu = processor(0xf900_0001, 0x8b02_0000, 0x17ff_fffe);
    cpu.state().setX(0, MEMORY + (1 << 20));
    cpu.state().setX(2, BoardMemory.CHUNK);
    assertThat(cpu.run(100_000)).isEqualTo(new Stop.MemoryExhausted(MEMORY, 16 << 20));
    assertThat(memory.bytesTaken()).isEqualTo(16 << 20);
    assertThat(memory.touched()).hasSize(2);
  }

  @Test
  void tellsStoresToWatchedPages() throws Exception {
    // stp x1, x2, [x0]; wfi
    Processor cpu = processor(0xa900_0801, 0xd503_207f);
    List<String> told = new ArrayList<>();
    cpu.listen(
        new StoreListener() {
          @Override
          public boolean watches(long page) {
            return page == MEMORY + 0x3000;
          }

          @Override
          public void storing(long pa, int size, long value) {
            told.add(Long.toHexString(pa) + " " + size + " " + value + " " + memory.readLong(pa));
            assertThat(cpu.state().pc()).isEqualTo(MEMORY);
            assertThat(cpu.executed()).isZero();
          }
        });
    cpu.state().setX(0, MEMORY + 0x2ff8);
    cpu.state().setX(1, 5);
    cpu.state().setX(2, 6);
    assertThat(cpu.run(10)).isEqualTo(new Stop.Waiting(MEMORY + 4));
    assertThat(told).containsExactly("40003000 8 6 0");
    assertThat(memory.readLong(MEMORY + 0x2ff8)).isEqualTo(5);
    assertThat(cpu.executed()).isEqualTo(1);
  }

  @Test
  void stopsAtABranchsTargetWithTheBranchsType() throws Exception {
    // 0: br x1 to 4: nop; what BTYPE is there with FEAT_BTI (Arm ARM D8.4.8) was read off QEMU.
    Processor cpu = processor("qemu-max", 0xd61f_0020, NOP, NOP);
    cpu.state().setX(1, MEMORY + 4);
    cpu.breakAtPhysical(MEMORY + 4);
    assertThat(cpu.run(100)).isEqualTo(new Stop.Reached(MEMORY + 4, MEMORY + 4));
    assertThat(cpu.state().pstate() >>> 10 & 3).isEqualTo(1);
    cpu.clearBreaks();
    cpu.breakAtPhysical(MEMORY + 8);
    assertThat(cpu.run(100)).isEqualTo(new Stop.Reached(MEMORY + 8, MEMORY + 8));
    assertThat(cpu.state().pstate() >>> 10 & 3).isZero();
  }

  private Processor processor(int... words) throws Exception {
    return processor("cortex-a72", words);
  }

  private Processor processor(String model, int... words) throws Exception {
    ByteBuffer code = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    code.asIntBuffer().put(words);
    memory.load(MEMORY, code);
    Processor cpu = new Processor(CpuProfile.of(CpuModel.find(model).registers(), 1), memory);
    cpu.state().setPc(MEMORY);
    return cpu;
  }
}
