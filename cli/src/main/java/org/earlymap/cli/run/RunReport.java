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
import org.earlymap.run.CallChain;
import org.earlymap.run.stop.KernelBug;
import org.earlymap.run.stop.KernelDeath;
import org.earlymap.run.stop.KernelLog;
import org.earlymap.run.stop.KernelPanic;
import org.earlymap.run.stop.WatchedRun;

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
 * @param callers who called whom, the innermost first, where it stopped before its place
 * @param bugs the BUGs and WARNs that it met
 * @param death the exception that it died of
 * @param panic that it gave up, and why
 * @param log the kernel's log, or the end of it
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
    List<Range> touched,
    List<String> callers,
    List<KernelBug> bugs,
    Optional<KernelDeath> death,
    Optional<KernelPanic> panic,
    List<String> log) {
  private static final int MOST_CALLERS = 24;
  private static final int MOST_LOG = 100_000;
  private static final int USUAL_LOG = 10;

  static RunReport of(
      BootOptions.Given given,
      BootByCode run,
      WatchedRun watched,
      Stop stop,
      String until,
      ImageSymbols symbols,
      boolean wholeLog) {
    Optional<KernelPanic> panic = watched.panic();
    long pc = panic.map(KernelPanic::pc).orElseGet(() -> run.run().state().pc());
    OptionalLong distance = run.distance(pc);
    Optional<String> symbol =
        distance.isPresent() ? symbols.nameOf(distance.getAsLong()) : Optional.empty();
    boolean reached = stop instanceof Stop.Reached && panic.isEmpty();
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
        reached,
        panic.map(StoppedText::panicked).orElseGet(() -> StoppedText.of(run, stop)),
        pc,
        symbol,
        run.run().state().el(),
        run.run().processor().executed(),
        run.touched(),
        reached
            ? List.of()
            : panic.map(KernelPanic::callers).orElseGet(() -> callers(run, symbols)),
        watched.bugs(),
        watched.death(),
        panic,
        KernelLog.last(run.run(), symbols, wholeLog ? MOST_LOG : reached ? 0 : USUAL_LOG));
  }

  private static List<String> callers(BootByCode run, ImageSymbols symbols) {
    CallChain calls = new CallChain(run.run(), symbols);
    return calls.named(calls.addresses(MOST_CALLERS));
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
    panic.ifPresent(said -> out.println("  panic   " + said.text()));
    death.ifPresent(fatal -> StoppedText.print(out, fatal));
    if (!callers.isEmpty()) {
      out.println("  called  " + String.join(" \u2190 ", callers));
    }
    for (KernelBug bug : bugs) {
      out.println(
          "  met     " + bug.describe() + ", instruction " + Sizes.grouped(bug.instruction()));
      out.println("          " + String.join(" \u2190 ", bug.callers()));
    }
    for (String line : log) {
      out.println("  log     " + line);
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
          JsonText.write(json, "callers", callers);
          StoppedJson.write(json, this);
          JsonText.write(json, "log", log);
          json.writeEndObject();
        });
  }
}
