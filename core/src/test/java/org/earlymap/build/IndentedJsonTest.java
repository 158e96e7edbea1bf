// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

final class IndentedJsonTest {
  @Test
  void isIndentedByTwoAndEmptyBracketsStayInLine() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(IndentedJson.context(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("a", 1);
      json.writeArrayPropertyStart("b");
      json.writeStartObject();
      json.writeNullProperty("c");
      json.writeEndObject();
      json.writeNumber(2);
      json.writeEndArray();
      json.writeArrayPropertyStart("d");
      json.writeEndArray();
      json.writeObjectPropertyStart("e");
      json.writeEndObject();
      json.writeEndObject();
    }
    assertThat(text)
        .hasToString(
            """
            {
              "a" : 1,
              "b" : [
                {
                  "c" : null
                },
                2
              ],
              "d" : [ ],
              "e" : { }
            }\
            """);
  }
}
