// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;
import org.earlymap.format.FormatException;
import org.earlymap.kernel.parts.Vmcoreinfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A core made by hand, whole, cut off and damaged. */
class CoreDumpTest {
  private static final String INFO =
      """
      OSRELEASE=6.12.117
      PAGESIZE=65536
      SYMBOL(swapper_pg_dir)=ffff800080530000
      NUMBER(VA_BITS)=52
      NUMBER(MAX_PHYSMEM_BITS)=52
      NUMBER(kimage_voffset)=0xffff800040000000
      NUMBER(TCR_EL1_T1SZ)=0x10
      """;

  @TempDir Path folder;

  @Test
  void overlappingSegmentsCountOnceAndTheNoteIsFound() throws IOException {
    CoreDump core = CoreDump.open(write(core())).orElseThrow();
    assertThat(core.memory().contains(0x4000_1000L, 0x1000)).isTrue();
    assertThat(core.memory().readLong(0x4000_0000L)).isEqualTo(1);
    assertThat(core.memory().readLong(0x4000_1000L)).isEqualTo(2);
    assertThat(core.vmcoreinfo()).contains(INFO);
  }

  /** 64K pages, 52 bits configured, 48-bit hardware: the root is the end of the table. */
  @Test
  void registersOfVmcoreinfo() {
    TranslationRegisters registers = Vmcoreinfo.parse(INFO).registers().orElseThrow();
    assertThat(registers.rootAddress(VaHalf.UPPER)).isEqualTo(0x4053_1e00L);
    assertThat(registers.regime(VaHalf.UPPER).vaBits()).isEqualTo(48);
    assertThat(Vmcoreinfo.parse("PAGESIZE=65536\n").registers()).isEmpty();
    assertThat(Vmcoreinfo.parse(INFO.replace("65536", "3")).registers()).isEmpty();
  }

  @Test
  void everyPrefixIsWholeOrRefused() throws IOException {
    byte[] whole = core();
    for (int length = 64; length < whole.length; length += 97) {
      Path file = write(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> CoreDump.open(file))
          .as("%d bytes", length)
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void damageIsRefusedOrHarmless() throws IOException {
    SplittableRandom random = new SplittableRandom(99);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = core();
      for (int n = 0; n < 3; n++) {
        damaged[random.nextInt(400)] = (byte) random.nextInt();
      }
      Path file = write(damaged);
      try {
        CoreDump.open(file);
      } catch (FormatException expected) {
        assertThat(expected.getMessage()).contains("offset");
      }
    }
  }

  /** A note, then memory at 1 GiB, then a segment of which the first half is there already. */
  private static byte[] core() {
    byte[] info = INFO.getBytes(StandardCharsets.UTF_8);
    int noteSize = 24 + (info.length + 3) / 4 * 4;
    int note = 64 + 3 * 56;
    int memory = note + noteSize;
    ByteBuffer core = ByteBuffer.allocate(memory + 0x3000).order(ByteOrder.LITTLE_ENDIAN);
    core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    core.putShort((short) 4).putShort((short) 183).putInt(1).putLong(0).putLong(64);
    core.position(52);
    core.putShort((short) 64).putShort((short) 56).putShort((short) 3);
    segment(core, 64, 4, note, 0, noteSize);
    segment(core, 120, 1, memory, 0x4000_0000L, 0x1000);
    segment(core, 176, 1, memory + 0x1000, 0x4000_0000L, 0x2000);
    core.position(note);
    core.putInt(11).putInt(info.length).putInt(0);
    core.put("VMCOREINFO\0\0".getBytes(StandardCharsets.US_ASCII)).put(info);
    core.putLong(memory, 1).putLong(memory + 0x2000, 2);
    return core.array();
  }

  private static void segment(ByteBuffer core, int at, int type, long offset, long pa, long size) {
    core.putInt(at, type).putLong(at + 8, offset).putLong(at + 24, pa).putLong(at + 32, size);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("core"), bytes);
  }
}
