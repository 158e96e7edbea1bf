// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with a text that is no JSON. */
final class JsonFaultTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [                | line 1, column 2: it ends in the middle of a value
          {"a":            | line 1, column 6: it ends in the middle of a value
          {}{}             | line 1, column 3: something follows the value
          {"a":1,"a":2}    | line 1, column 11: Duplicate Object property "a"
          [1 2]            | line 1, column 4: Unexpected character ('2' (code 50)): was expecting comma to separate Array entries
          """)
  void saysWhereAndWhat(String text, String expected) {
    assertThat(JsonFault.of(fault(text))).isEqualTo(expected);
  }

  /** A limit has no place in the text. */
  @Test
  void saysNothingOfTheParsersSettings() {
    assertThat(JsonFault.of(fault("[".repeat(1000))))
        .isEqualTo("Document nesting depth (501) exceeds the maximum allowed (500)");
    assertThat(JsonFault.of(fault("[" + "1".repeat(2000) + "]")))
        .isEqualTo("Number value length (2000) exceeds the maximum allowed (1000)");
  }

  @Test
  void aFileOfBytesHasTheOffset() {
    byte[] bytes = "[ }".getBytes(StandardCharsets.UTF_8);
    JacksonException fault =
        catchThrowableOfType(JacksonException.class, () -> MAPPER.readTree(bytes));
    FormatException error = JsonFault.in("cpu.json", fault);
    assertThat(error.offset()).isEqualTo(fault.getLocation().getByteOffset()).isPositive();
    assertThat(error)
        .hasMessageStartingWith("cpu.json: offset 0x")
        .hasMessageContaining("not JSON: line 1");
    assertThat(JsonFault.in("cpu.json", fault("[".repeat(1000))).offset()).isZero();
  }

  @Test
  void noTokenIsNamedAsTheParserDoes() {
    for (JsonToken token : JsonToken.values()) {
      assertThat(JsonFault.found(token)).isLowerCase().doesNotContain("_");
    }
  }

  private static JacksonException fault(String text) {
    return catchThrowableOfType(JacksonException.class, () -> MAPPER.readTree(text));
  }
}
