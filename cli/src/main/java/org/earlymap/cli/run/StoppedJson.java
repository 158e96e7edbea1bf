// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import org.earlymap.Hex;
import org.earlymap.cli.text.JsonText;
import org.earlymap.run.stop.KernelBug;
import org.earlymap.run.stop.KernelDeath;
import org.earlymap.run.stop.KernelPanic;
import org.earlymap.table.Translation;
import org.earlymap.table.WalkStep;
import tools.jackson.core.JsonGenerator;

/** What a kernel said where it stopped by itself, as JSON. */
final class StoppedJson {
  private StoppedJson() {}

  static void write(JsonGenerator json, RunReport report) {
    if (report.panic().isPresent()) {
      KernelPanic panic = report.panic().get();
      json.writeObjectPropertyStart("panic");
      json.writeStringProperty("text", panic.text());
      json.writeNumberProperty("instruction", panic.instruction());
      json.writeEndObject();
    }
    if (report.death().isPresent()) {
      write(json, report.death().get());
    }
    json.writeArrayPropertyStart("bugs");
    for (KernelBug bug : report.bugs()) {
      json.writeStartObject();
      json.writeStringProperty("kind", bug.kind().label());
      if (bug.source().isPresent()) {
        json.writeStringProperty("source", bug.source().get());
      }
      json.writeNumberProperty("instruction", bug.instruction());
      JsonText.write(json, "callers", bug.callers());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, KernelDeath death) {
    json.writeObjectPropertyStart("exception");
    json.writeStringProperty("text", death.text());
    json.writeStringProperty("syndrome", Hex.of(death.syndrome().value()));
    json.writeStringProperty("says", death.syndrome().describe());
    json.writeNumberProperty("instruction", death.instruction());
    if (death.address().isPresent()) {
      json.writeStringProperty("address", Hex.of(death.address().get()));
    }
    if (death.translation().isPresent()) {
      Translation walk = death.translation().get();
      json.writeArrayPropertyStart("translation");
      for (WalkStep step : walk.steps()) {
        json.writeStartObject();
        json.writeNumberProperty("level", step.level());
        json.writeStringProperty("table", Hex.of(step.tablePa()));
        json.writeNumberProperty("index", step.index());
        json.writeStringProperty("descriptor", Hex.of(step.descriptor()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringProperty("verdict", StoppedText.verdict(walk));
    }
    JsonText.write(json, "callers", death.callers());
    json.writeEndObject();
  }
}
