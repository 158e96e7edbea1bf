// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.junit.jupiter.api.Test;

class UefiMemoryMapTest {
  private static final long RUNTIME_WB = MemoryDescriptor.RUNTIME | MemoryDescriptor.WB;

  private static Bytes raw(int descriptorSize, long[]... descriptors) {
    ByteBuffer bytes =
        ByteBuffer.allocate(descriptorSize * descriptors.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < descriptors.length; i++) {
      for (int field = 0; field < 5; field++) {
        bytes.putLong(i * descriptorSize + 8 * field, descriptors[i][field]);
      }
    }
    return Bytes.of("map", bytes);
  }

  @Test
  void descriptorsAreReadInEitherSize() {
    long[] data = {4, 0x4000_0000L, 0, 0x10, 0xf};
    long[] runtime = {6, 0x4001_0000L, 0x1_0000L, 0x10, RUNTIME_WB};
    for (int size : new int[] {40, 48}) {
      UefiMemoryMap map = UefiMemoryMap.read(raw(size, data, runtime), size);
      assertThat(map.descriptors())
          .containsExactly(
              new MemoryDescriptor(4, 0x4000_0000L, 0, 0x10, 0xf),
              new MemoryDescriptor(6, 0x4001_0000L, 0x1_0000L, 0x10, RUNTIME_WB));
      assertThat(map.memory()).containsExactly(new Range(0x4000_0000L, 0x4002_0000L));
      assertThat(map.physical(0x1_0010L)).isEqualTo(0x4001_0010L);
      assertThat(map.physical(0x9_0000L)).isEqualTo(0x9_0000L);
    }
  }

  @Test
  void whatIsNoMapIsRefused() {
    assertThatThrownBy(() -> UefiMemoryMap.read(Bytes.of("map", new byte[47])))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected a UEFI memory map");
    assertThatThrownBy(
            () -> UefiMemoryMap.read(raw(48, new long[] {7, 0x1000, 0, 1L << 60, 0xf}), 48))
        .hasMessageContaining("its pages are not in the address space");
    assertThatThrownBy(() -> UefiMemoryMap.read(raw(48, new long[] {7, 0x1001, 0, 1, 0xf}), 48))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> UefiMemoryMap.read(raw(48, new long[] {7, 0, 0, 1, 0xf}), 41))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void aLogHasTheSameMap() {
    // As a kernel of Debian's prints it under edk2 with efi=debug.
    String log =
        """
        [    0.000000] efi: Processing EFI memory map:
        [    0.000000] efi:   0x000040000000-0x00004771afff [Conventional|   |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]
        [    0.000000] efi:   0x00007ffd0000-0x00007ffdffff [Runtime Data|RUN|  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]
        [    0.000000] efi:   0x000004000000-0x000007ffffff [Memory Mapped I/O |RUN|  |  |  |  |  |  |  |  |   |  |  |  |UC]
        """;
    assertThatThrownBy(() -> UefiLog.memoryMap("log", log))
        .hasMessageContaining("expected a type of memory that UEFI has");
    List<MemoryDescriptor> descriptors =
        UefiLog.memoryMap("log", log.replace("Memory Mapped I/O ", "MMIO        ")).descriptors();
    assertThat(descriptors)
        .containsExactly(
            new MemoryDescriptor(7, 0x4000_0000L, 0, 0x771b, 0xf),
            new MemoryDescriptor(6, 0x7ffd_0000L, 0, 0x10, MemoryDescriptor.RUNTIME | 0xf),
            new MemoryDescriptor(11, 0x400_0000L, 0, 0x4000, MemoryDescriptor.RUNTIME | 1));
    assertThatThrownBy(() -> UefiLog.memoryMap("log", "efi: nothing"))
        .hasMessageContaining("efi=debug");
  }

  @Test
  void usableIsWhatTheKernelMayTake() {
    MemoryDescriptor special =
        new MemoryDescriptor(7, 0, 0, 1, MemoryDescriptor.WB | MemoryDescriptor.SP);
    assertThat(special.isUsable(true)).isFalse();
    assertThat(special.isUsable(false)).isTrue();
    assertThat(new MemoryDescriptor(7, 0, 0, 1, MemoryDescriptor.WC).isUsable(false)).isFalse();
    assertThat(new MemoryDescriptor(7, 0, 0, 1, MemoryDescriptor.WC).isMemory()).isTrue();
    assertThat(new MemoryDescriptor(0, 0, 0, 1, MemoryDescriptor.WB).isUsable(false)).isFalse();
    assertThat(new MemoryDescriptor(9, 0, 0, 1, MemoryDescriptor.WB).isUsable(true)).isTrue();
  }
}
