// SPDX-License-Identifier: Apache-2.0
package org.earlymap.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorRunTest {
  private static final int BYTES = 4096;

  @ParameterizedTest
  @ValueSource(strings = {"array", "slice", "direct", "read-only"})
  void writesAndRecognisesWhatSingleLongsWouldBe(String kind) {
    long seed = kind.hashCode();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      ByteBuffer buffer = buffer(kind, order);
      int count = random.nextInt(BYTES / Long.BYTES);
      int at = random.nextInt(BYTES - count * Long.BYTES + 1);
      long first = random.nextLong();
      long stride = random.nextInt(3) * 4096L;
      ByteBuffer expected = ByteBuffer.allocate(BYTES).order(order);
      for (int i = 0; i < count; i++) {
        expected.putLong(at + i * Long.BYTES, first + i * stride);
      }
      if (kind.equals("read-only")) {
        buffer = expected.asReadOnlyBuffer().order(order);
      } else {
        DescriptorRun.put(buffer, at, count, first, stride);
      }
      assertThat(buffer.duplicate()).as("seed %d round %d", seed, round).isEqualTo(expected);
      assertThat(DescriptorRun.matches(buffer, at, count, first, stride))
          .as("seed %d", seed)
          .isTrue();
      if (count > 0) {
        int broken = at + random.nextInt(count) * Long.BYTES + random.nextInt(Long.BYTES);
        expected.put(broken, (byte) (expected.get(broken) ^ 1 << random.nextInt(8)));
        ByteBuffer other = buffer(kind, order);
        other = kind.equals("read-only") ? expected.asReadOnlyBuffer().order(order) : other;
        if (!other.isReadOnly()) {
          other.put(0, expected, 0, BYTES);
        }
        assertThat(DescriptorRun.matches(other, at, count, first, stride))
            .as("seed %d", seed)
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "slice", "direct"})
  void refusesWhatDoesNotFit(String kind) {
    ByteBuffer buffer = buffer(kind, ByteOrder.LITTLE_ENDIAN);
    assertThatThrownBy(() -> DescriptorRun.put(buffer, BYTES - 8, 2, 1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> DescriptorRun.matches(buffer, BYTES - 8, 2, 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static ByteBuffer buffer(String kind, ByteOrder order) {
    ByteBuffer buffer =
        switch (kind) {
          case "slice" -> ByteBuffer.allocate(BYTES * 3).slice(BYTES, BYTES);
          case "direct" -> ByteBuffer.allocateDirect(BYTES);
          default -> ByteBuffer.allocate(BYTES);
        };
    return buffer.order(order);
  }
}
