// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.testing.FdtWriter;
import org.junit.jupiter.api.Test;

final class HostileFdtTest {
  private static final int[] NASTY = {0, 1, 2, 3, 4, 9, -1, 1 << 31, 0x7fffffff, 0x100000, 39};

  @Test
  void everyCutIsRefused() {
    byte[] sound = sound();
    for (int length = 0; length < sound.length; length++) {
      byte[] cut = Arrays.copyOf(sound, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void randomDamageIsReadOrRefusedAndNothingElse() {
    byte[] sound = sound();
    int refused = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      byte[] damaged = damaged(sound, new Random(seed));
      try {
        read(damaged);
      } catch (FormatException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("test.dtb: offset 0x");
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(refused).isBetween(5_000, 19_000);
  }

  @Test
  void headersThatLie() {
    refuse(blob -> blob.putInt(0, 0xd00dfeee), "magic");
    refuse(blob -> blob.putInt(4, 0x7fffffff), "2 MiB");
    refuse(blob -> blob.putInt(4, blob.capacity() + 1), "cut short");
    refuse(blob -> blob.putInt(8, -4), "structure block");
    refuse(blob -> blob.putInt(8, 57), "multiple of 4");
    refuse(blob -> blob.putInt(12, -1), "strings block");
    refuse(blob -> blob.putInt(16, 44), "multiple of 8");
    refuse(blob -> blob.putInt(16, blob.capacity() & -8), "end of the memory reservations");
    refuse(blob -> blob.putInt(20, 15), "version 15");
    refuse(blob -> blob.putInt(24, 18), "compatible with 18");
    refuse(blob -> blob.putInt(32, -1), "strings block");
    refuse(blob -> blob.putInt(36, -1), "structure block");
  }

  @Test
  void treesThatGoRoundOrDown() {
    FdtWriter deep = new FdtWriter();
    for (int i = 0; i <= FlattenedDeviceTree.DEEPEST; i++) {
      deep.begin("n");
    }
    assertThatThrownBy(() -> read(deep.buildAsItIs())).hasMessageContaining("more than 64 nodes");
    assertThatThrownBy(() -> read(FdtWriter.withRoot().buildAsItIs()))
        .hasMessageContaining("1 nodes open");
    assertThatThrownBy(() -> read(FdtWriter.withRoot().end().begin("").build()))
        .hasMessageContaining("second root");
    assertThatThrownBy(() -> read(FdtWriter.withRoot().end().build()))
        .hasMessageContaining("outside of a node");
    assertThatThrownBy(() -> read(FdtWriter.withRoot().end().cells("x", 1).buildAsItIs()))
        .hasMessageContaining("outside of a node");
  }

  private static void refuse(Consumer<ByteBuffer> damage, String expected) {
    byte[] blob = sound();
    damage.accept(ByteBuffer.wrap(blob));
    assertThatThrownBy(() -> read(blob))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(expected);
  }

  private static byte[] damaged(byte[] sound, Random random) {
    byte[] blob = sound.clone();
    int wounds = 1 + random.nextInt(3);
    for (int i = 0; i < wounds; i++) {
      if (random.nextBoolean()) {
        blob[random.nextInt(blob.length)] = (byte) random.nextInt();
      } else {
        int at = random.nextInt(blob.length / 4) * 4;
        ByteBuffer.wrap(blob).putInt(at, NASTY[random.nextInt(NASTY.length)]);
      }
    }
    return blob;
  }

  private static BoardDescription read(byte[] blob) {
    return BoardDescription.of(FlattenedDeviceTree.read(Bytes.of("test.dtb", blob)));
  }

  private static byte[] sound() {
    return FdtWriter.withRoot()
        .reserve(0x4700_0000, 0x1000)
        .memory(0x4000_0000, 0x1000_0000, 0x8_0000_0000L, 0x1000_0000)
        .nop()
        .begin("reserved-memory")
        .cells("#address-cells", 2)
        .cells("#size-cells", 2)
        .property("ranges", new byte[0])
        .begin("pool")
        .longs("size", 0x40_0000)
        .longs("alignment", 0x1000)
        .longs("alloc-ranges", 0x4000_0000, 0x1000_0000)
        .text("compatible", "shared-dma-pool")
        .end()
        .begin("fixed")
        .longs("reg", 0x4800_0000, 0x1000)
        .end()
        .end()
        .begin("aliases")
        .text("serial0", "/bus/uart")
        .end()
        .begin("bus")
        .cells("#address-cells", 1)
        .cells("#size-cells", 1)
        .cells("ranges", 0, 0, 0x900_0000, 0x10_0000)
        .begin("uart")
        .cells("reg", 0x1000, 0x1000)
        .cells("reg-offset", 4)
        .end()
        .end()
        .begin("chosen")
        .text("stdout-path", "serial0:115200")
        .text("bootargs", "rw")
        .longs("kaslr-seed", 1)
        .cells("linux,initrd-start", 0x4800_0000)
        .cells("linux,initrd-end", 0x4900_0000)
        .end()
        .build();
  }
}
