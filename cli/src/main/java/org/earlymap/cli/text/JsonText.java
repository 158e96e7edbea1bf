// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.text;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Indented JSON with the same line ends everywhere. */
public final class JsonText {
  private JsonText() {}

  /** Prints what {@code content} writes, and a line end. */
  public static void print(PrintWriter out, Consumer<JsonGenerator> content) {
    ObjectWriteContext indented =
        new ObjectWriteContext.Base() {
          @Override
          public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
          }
        };
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(indented, out)) {
      content.accept(json);
    }
    out.print('\n');
  }

  /** Writes an array of texts as a property. */
  public static void write(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
