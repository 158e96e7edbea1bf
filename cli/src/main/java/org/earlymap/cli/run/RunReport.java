// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.a64.Stop;
import org.earlymap.cli.options.BootOptions;
import org.earlymap.cli.text.JsonText;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.BootByCode;

/**
 * How far a kernel came, as text and as JSON.
 *
 * @param headline which kernel, on what
 * @param until where it was asked to stop
 * @param reached whether it came there
 * @param reason why it stopped elsewhere, a sentence's end
 * @param pc the virtual address of the next instruction
 * @param symbol that address by name, where it lies in the image
 * @param exceptionLevel at which it ran in the end
 * @param instructions how many were executed
 * @param touched which memory was written, the loaded files included
 */
record RunReport(
    String headline,
    String until,
    boolean reached,
    String reason,
    long pc,
    Optional<String> symbol,
    int exceptionLevel,
    long instructions,
    List<Range> touched) {
  static RunReport of(
      BootOptions.Given given, BootByCode run, Stop stop, String until, ImageSymbols symbols) {
    long pc = run.run().state().pc();
    OptionalLong distance = run.distance(pc);
    return new RunReport(
        given.kernel().file()
            + ": Linux "
            + given.kernel().release()
            + ", "
            + given.kernel().config().granule().label()
            + " pages, on "
            + given.machine().cpuName()
            + ", entered at EL"
            + given.machine().bootEl(),
        until,
        stop instanceof Stop.Reached,
        StoppedText.of(run, stop),
        pc,
        distance.isPresent() ? symbols.nameOf(distance.getAsLong()) : Optional.empty(),
        run.run().state().el(),
        run.run().processor().executed(),
        run.touched());
  }

  void printText(PrintWriter out) {
    out.println(headline);
    if (reached) {
      out.println("came to " + until + " after " + Sizes.grouped(instructions) + " instructions");
    } else {
      out.println("does not come to " + until + ": " + reason);
    }
    out.println(
        "  pc      "
            + Hex.of(pc)
            + symbol.map(name -> "  " + name).orElse("")
            + ", EL"
            + exceptionLevel);
    long bytes = touched.stream().mapToLong(Range::size).sum();
    out.println("  memory  " + Sizes.exact(bytes) + " written, the files included");
    for (Range range : touched) {
      out.println(
          "          "
              + Hex.of(range.start())
              + "  "
              + Hex.of(range.end())
              + "  "
              + Sizes.binary(range.size()));
    }
  }

  void printJson(PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.run/1");
          json.writeStringProperty("kernel", headline);
          json.writeStringProperty("until", until);
          json.writeBooleanProperty("reached", reached);
          if (!reached) {
            json.writeStringProperty("reason", reason);
          }
          json.writeStringProperty("pc", Hex.of(pc));
          if (symbol.isPresent()) {
            json.writeStringProperty("symbol", symbol.get());
          }
          json.writeNumberProperty("exceptionLevel", exceptionLevel);
          json.writeNumberProperty("instructions", instructions);
          json.writeArrayPropertyStart("memoryWritten");
          for (Range range : touched) {
            json.writeStartObject();
            json.writeStringProperty("start", Hex.of(range.start()));
            json.writeStringProperty("end", Hex.of(range.end()));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
