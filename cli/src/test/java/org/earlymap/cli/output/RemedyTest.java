// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.earlymap.InputCause;
import org.earlymap.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RemedyTest {
  @ParameterizedTest
  @EnumSource
  void everyCauseHasAnOptionThatMendsIt(InputCause cause) {
    assertThat(ErrorReport.message(new InputException("no page size", cause)))
        .startsWith("no page size")
        .containsPattern("[ '(]--[a-z]");
  }

  @Test
  void otherMessagesStandAsTheyAre() {
    assertThat(ErrorReport.message(new InputException("no page size"))).isEqualTo("no page size");
  }
}
