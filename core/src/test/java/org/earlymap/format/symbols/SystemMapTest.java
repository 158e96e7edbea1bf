// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.NameFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemMapTest {
  @Test
  void readsLinesAcrossChunks() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20000; i++) {
      text.append("ffff8000800").append(String.format("%05x", i)).append(" t function_").append(i);
      text.append('\n');
      if (i % 5000 == 0) {
        text.append("ffff800080000000 T _text\n");
      }
    }
    text.append("FFFF800081000000 B _end");
    assertThat(read(text.toString()))
        .containsExactly(
            "T _text ffff800080000000",
            "T _text ffff800080000000",
            "T _text ffff800080000000",
            "T _text ffff800080000000",
            "B _end ffff800081000000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "ffff80008000000g T _text",
        "ffff800080000000 _text",
        "ffff800080000000 T ",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
      })
  void refusesAnythingElse(String line) {
    assertThatThrownBy(() -> read("ffff800080000000 T _text\n" + line + "\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("System.map: offset 0x");
  }

  @Test
  void refusesEndlessLines() {
    assertThatThrownBy(() -> read("ffff800080000000 T " + "x".repeat(5000)))
        .hasMessageContaining("more than 4096");
  }

  private static List<String> read(String text) {
    List<String> found = new ArrayList<>();
    SystemMap.visit(
        Bytes.of("System.map", text.getBytes(StandardCharsets.UTF_8)),
        new NameFilter(List.of("_text", "_end"), "tbl."),
        (name, type, address, size) ->
            found.add(type + " " + name + " " + Long.toHexString(address)));
    return found;
  }
}
