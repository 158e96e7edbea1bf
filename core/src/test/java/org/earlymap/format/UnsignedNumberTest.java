// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnsignedNumberTest {
  @Test
  void numbers() {
    assertThat(UnsignedNumber.parse("0")).isEqualTo(OptionalLong.of(0));
    assertThat(UnsignedNumber.parse("010")).as("decimal").isEqualTo(OptionalLong.of(10));
    assertThat(UnsignedNumber.parse("0Xff")).isEqualTo(OptionalLong.of(255));
    assertThat(UnsignedNumber.parse("0xffffffffffffffff")).isEqualTo(OptionalLong.of(-1));
    assertThat(UnsignedNumber.parse("18446744073709551615")).isEqualTo(OptionalLong.of(-1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "-1",
        "+1",
        " 1",
        "1g",
        "0x1_0",
        "0x10000000000000000",
        "18446744073709551616",
        "184467440737095516150",
        "\u0661"
      })
  void others(String text) {
    assertThat(UnsignedNumber.parse(text)).isEmpty();
  }
}
