// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.earlymap.arch.Granule;
import org.junit.jupiter.api.Test;

/** The fields of operands, both ways. */
final class OperandTest {
  @Test
  void everyRangeOperandComesBack() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      long operand = random.nextLong();
      assertThat(RangeOperand.decode(operand).encode()).as("seed %d", seed).isEqualTo(operand);
      assertThat(AddressOperand.decode(operand).encode()).as("seed %d", seed).isEqualTo(operand);
    }
  }

  @Test
  void fieldsOfRange() {
    RangeOperand operand = RangeOperand.decode(0xb3ba_a58d_60bc_1e30L);

    assertThat(operand.asid()).isEqualTo(0xb3ba);
    assertThat(operand.tg()).isEqualTo(2);
    assertThat(operand.scale()).isEqualTo(2);
    assertThat(operand.num()).isEqualTo(11);
    assertThat(operand.ttl()).isZero();
    assertThat(operand.baddr()).isEqualTo(0xd_60bc_1e30L);
    assertThat(operand.pages()).isEqualTo(12 << 11);
  }

  @Test
  void baseIsSignExtendedForVirtualAddressesOnly() {
    RangeOperand operand = new RangeOperand(0, 1, 0, 0, 0, 0x10_0000_0000L);

    assertThat(operand.va(Granule.SIZE_4K, false)).isEqualTo(-1L << 48);
    assertThat(operand.va(Granule.SIZE_4K, true)).isEqualTo(-1L << 52);
    assertThat(operand.ipa(Granule.SIZE_4K, false)).isEqualTo(1L << 48);
  }

  @Test
  void levelHintNeedsGranule() {
    AddressOperand operand = AddressOperand.of(0xffff_8000_8000_0000L, 7);

    assertThat(operand.level()).isEmpty();
    assertThat(operand.withLevel(Granule.SIZE_64K, 0).level()).hasValue(0);
    assertThat(operand.withLevel(Granule.SIZE_64K, 0).ttl()).isEqualTo(0b1100);
    assertThat(operand.withLevel(Granule.SIZE_4K, 3).va()).isEqualTo(0xffff_8000_8000_0000L);
  }

  @Test
  void ttlPromisesAlignment() {
    RangeOperand blocks = new RangeOperand(0, 1, 0, 0, 2, 0x200);
    RangeOperand between = new RangeOperand(0, 1, 0, 0, 2, 0x201);
    RangeOperand anyLevel = new RangeOperand(0, 1, 0, 0, 0, 0x201);

    assertThat(blocks.isMisalignedForTtl(Granule.SIZE_4K, false)).isFalse();
    assertThat(between.isMisalignedForTtl(Granule.SIZE_4K, false)).isTrue();
    assertThat(anyLevel.isMisalignedForTtl(Granule.SIZE_4K, false)).isFalse();
  }
}
