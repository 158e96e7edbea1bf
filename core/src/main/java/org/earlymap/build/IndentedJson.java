// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;

/**
 * JSON in lines, two blanks a level, line feeds everywhere. Jackson's own printer links string
 * concatenations at run time, which costs a short run some 20 ms.
 */
final class IndentedJson implements PrettyPrinter {
  private int depth;

  /** A context for generators that print so. */
  static ObjectWriteContext context() {
    return new ObjectWriteContext.Base() {
      @Override
      public PrettyPrinter getPrettyPrinter() {
        return new IndentedJson();
      }

      @Override
      public boolean hasPrettyPrinter() {
        return true;
      }
    };
  }

  @Override
  public void writeRootValueSeparator(JsonGenerator json) {
    json.writeRaw('\n');
  }

  @Override
  public void writeStartObject(JsonGenerator json) {
    json.writeRaw('{');
    depth++;
  }

  @Override
  public void writeEndObject(JsonGenerator json, int entries) {
    end(json, entries, '}');
  }

  @Override
  public void writeObjectEntrySeparator(JsonGenerator json) {
    json.writeRaw(',');
    line(json);
  }

  @Override
  public void writeObjectNameValueSeparator(JsonGenerator json) {
    json.writeRaw(" : ");
  }

  @Override
  public void writeStartArray(JsonGenerator json) {
    json.writeRaw('[');
    depth++;
  }

  @Override
  public void writeEndArray(JsonGenerator json, int values) {
    end(json, values, ']');
  }

  @Override
  public void writeArrayValueSeparator(JsonGenerator json) {
    json.writeRaw(',');
    line(json);
  }

  @Override
  public void beforeArrayValues(JsonGenerator json) {
    line(json);
  }

  @Override
  public void beforeObjectEntries(JsonGenerator json) {
    line(json);
  }

  private void end(JsonGenerator json, int count, char bracket) {
    depth--;
    if (count > 0) {
      line(json);
    } else {
      json.writeRaw(' ');
    }
    json.writeRaw(bracket);
  }

  private void line(JsonGenerator json) {
    json.writeRaw('\n');
    for (int i = 0; i < depth; i++) {
      json.writeRaw("  ");
    }
  }
}
