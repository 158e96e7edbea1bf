// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.layout;

import java.io.PrintWriter;
import org.earlymap.build.LayoutWriter;
import org.earlymap.cli.options.NamedSpace;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** A layout as JSON, indented, with line feeds on every machine. */
public final class LayoutJson {
  private LayoutJson() {}

  static void print(NamedSpace named, PrintWriter out) {
    try (JsonGenerator json = generator(out)) {
      LayoutWriter.write(json, named.title(), named.space());
    }
    out.print('\n');
  }

  /** A generator of indented JSON that leaves {@code out} open. */
  public static JsonGenerator generator(PrintWriter out) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    ObjectWriteContext pretty =
        new ObjectWriteContext.Base() {
          @Override
          public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter()
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
          }

          @Override
          public boolean hasPrettyPrinter() {
            return true;
          }
        };
    return JsonFactory.builder()
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .build()
        .createGenerator(pretty, out);
  }
}
