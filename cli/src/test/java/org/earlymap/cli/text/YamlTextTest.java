// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the engine that reads YAML is given, and what it makes of it. */
final class YamlTextTest {
  private static final String PAIR = "\uD83D\uDE00";

  @Test
  void characterOfTwoHalvesMayLieAnywhere() {
    for (int before = 1000; before < 2100; before++) {
      String value = "x".repeat(before) + PAIR + PAIR + "y";
      Map<?, ?> read =
          YamlText.mapping("text", "a: " + value, 10_000, "a: b", IllegalStateException::new);
      assertThat(read.get("a")).as("%s characters before it", before).isEqualTo(value);
    }
  }

  @Test
  void halfACharacterAtTheEndIsNoYaml() {
    String text = "a: " + "x".repeat(1021) + PAIR.charAt(0);
    for (String end : new String[] {"", "y"}) {
      assertThatThrownBy(
              () ->
                  YamlText.mapping("text", text + end, 10_000, "a: b", IllegalStateException::new))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("text: not YAML");
    }
  }
}
