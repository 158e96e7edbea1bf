// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KernelBooleanTest {
  @Test
  void booleansAreReadByTheirFirstLetters() {
    assertThat(KernelBoolean.parse("yes please")).contains(true);
    assertThat(KernelBoolean.parse("on")).contains(true);
    assertThat(KernelBoolean.parse("0")).contains(false);
    assertThat(KernelBoolean.parse("OFF")).contains(false);
    assertThat(KernelBoolean.parse("o")).isEmpty();
    assertThat(KernelBoolean.parse("2")).isEmpty();
    assertThat(KernelBoolean.parse("")).isEmpty();
  }
}
