// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.earlymap.Range;
import org.earlymap.a64.decode.Encoding;
import org.earlymap.a64.decode.InstructionTable;
import org.earlymap.a64.decode.Op;
import org.earlymap.cpu.CpuModel;
import org.junit.jupiter.api.Test;

class InstructionTableTest {
  private static final long SEED = 20261124;
  private static final int WORDS_PER_LINE = 40;
  private static final long MEMORY = 0x4000_0000L;
  private static final Range BANK = new Range(MEMORY, MEMORY + (1 << 20));

  /** What the interpreter makes of words by itself. */
  private static final Set<String> WITHOUT_LINE =
      Set.of("UNDECODED", "UNDEFINED", "UNKNOWN", "BREAK");

  @Test
  void everyLineIsFoundByWordsOfItsOwn() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (Encoding encoding : InstructionTable.encodings()) {
      boolean found = false;
      for (int i = 0; i < WORDS_PER_LINE && !found; i++) {
        int word = wordOf(encoding, random);
        assertThat(encoding.matches(word)).isTrue();
        found = InstructionTable.find(word).orElseThrow() == encoding;
      }
      assertThat(found).as("%s %s", encoding.pattern(), encoding.mnemonic()).isTrue();
    }
  }

  @Test
  void everyOperationHasALine() {
    Set<String> inTable = new HashSet<>();
    for (Encoding encoding : InstructionTable.encodings()) {
      inTable.add(encoding.operation().replaceAll("/.*", ""));
    }
    for (Field field : Op.class.getDeclaredFields()) {
      String name = field.getName();
      if (field.getType() == int.class
          && !name.startsWith("FIRST_")
          && !WITHOUT_LINE.contains(name)) {
        assertThat(inTable).contains(name);
      }
    }
  }

  @Test
  void featuresAreKnown() {
    for (Encoding encoding : InstructionTable.encodings()) {
      if (!encoding.feature().isEmpty()) {
        assertThat(Feature.values()).extracting(Feature::name).contains(encoding.feature());
      }
    }
  }

  /** Whatever a line's word and the registers are, it ends as an instruction ends. */
  @Test
  void everyLineIsExecutedOrNamed() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    CpuProfile profile = CpuProfile.of(CpuModel.find("qemu-max").registers(), 2);
    for (int el = 0; el <= 2; el++) {
      for (Encoding encoding : InstructionTable.encodings()) {
        for (int i = 0; i < 4; i++) {
          int word = wordOf(encoding, random);
          Stop stop = execute(profile, el, word, random);
          if (stop instanceof Stop.Unimplemented unimplemented) {
            assertThat(unimplemented.word()).isEqualTo(word);
            assertThat(encoding.operation())
                .as("%08x %s", word, unimplemented.name())
                .isIn(List.of("UNIMPLEMENTED", "VECTOR", "MRS", "MSR", "SYS", "ERET", "PACGA"));
          }
        }
      }
    }
  }

  private static Stop execute(CpuProfile profile, int el, int word, SplittableRandom random) {
    BoardMemory memory = BoardMemory.of(List.of(BANK), 1 << 20);
    Processor processor = new Processor(profile, memory);
    memory.writeLong(MEMORY, word & 0xffff_ffffL);
    CpuState state = processor.state();
    for (int i = 0; i < 31; i++) {
      boolean address = random.nextInt(3) > 0;
      state.setX(i, address ? MEMORY + random.nextInt(1 << 20) : random.nextLong());
    }
    state.setPstate((long) el << 2 | (el == 0 ? 0 : 1) | (long) random.nextInt(16) << 28);
    state.setSp(MEMORY + 0x8000);
    state.setPc(MEMORY);
    return processor.run(1);
  }

  private static int wordOf(Encoding encoding, SplittableRandom random) {
    int word = 0;
    for (char bit : encoding.pattern().toCharArray()) {
      word = word << 1 | (bit == '0' ? 0 : bit == '1' ? 1 : random.nextInt(2));
    }
    return word;
  }
}
