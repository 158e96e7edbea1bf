// SPDX-License-Identifier: Apache-2.0
package org.earlymap.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extents and single pages side by side. */
final class PhysicalMemoryTest {
  private static final int PAGE = 0x1000;

  @TempDir Path folder;

  /** As where a table page is taken from right behind a small image. */
  @Test
  void pagesDoNotHideAnExtentOfTheSameMebibyte() {
    try (PhysicalMemory memory =
        PhysicalMemory.withPages(ByteOrder.LITTLE_ENDIAN, 1 << 24, folder)) {
      memory.add(0x42fc_4000L, 0xe000);
      memory.writeLong(0x42fc_4078L, 0x1000_0000_42fc_5003L);
      memory.addPages(0x42ff_7000L, PAGE);
      memory.writeLong(0x42ff_7000L, 7);

      assertThat(memory.readLong(0x42fc_4078L)).isEqualTo(0x1000_0000_42fc_5003L);
      memory.writeLong(0x42ff_7000L, 8);
      assertThat(memory.view(0x42fc_4078L, 8).getLong(0)).isEqualTo(0x1000_0000_42fc_5003L);
      assertThat(memory.readLong(0x42ff_7000L)).isEqualTo(8);
      memory.writeLong(0x42ff_7000L, 9);
      assertThatThrownBy(() -> memory.readLong(0x42ff_6000L))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("0x0000000042ff6000");
    }
  }
}
