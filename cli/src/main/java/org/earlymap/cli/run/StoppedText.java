// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.PrintWriter;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.a64.Stop;
import org.earlymap.arch.Rights;
import org.earlymap.cli.text.WalkText;
import org.earlymap.run.BootByCode;
import org.earlymap.run.stop.KernelDeath;
import org.earlymap.run.stop.KernelPanic;
import org.earlymap.run.stop.WatchedRun;
import org.earlymap.table.Translation;
import org.earlymap.table.WalkStep;

/** Why a kernel's code stopped, in a sentence. */
public final class StoppedText {
  private StoppedText() {}

  /** The sentence, without a stop at its end. */
  public static String of(BootByCode boot, Stop stop) {
    return reason(stop)
        + ", after "
        + Sizes.grouped(boot.run().processor().executed())
        + " instructions";
  }

  /** The same of a run that sees a kernel give up, with what it says of that. */
  public static String of(WatchedRun watched, BootByCode boot, Stop stop) {
    return watched
        .panic()
        .map(panic -> panicked(panic) + ": " + panic.text())
        .orElseGet(() -> of(boot, stop));
  }

  static String panicked(KernelPanic panic) {
    return "it panics, after " + Sizes.grouped(panic.instruction()) + " instructions";
  }

  /** An exception that a kernel died of: what it was, and how its address translates. */
  static void print(PrintWriter out, KernelDeath death) {
    String address = death.address().map(far -> " at " + Hex.of(far)).orElse("");
    String text = death.text().isEmpty() ? "no vectors yet" : death.text();
    out.println(
        "  died    "
            + death.syndrome().describe()
            + address
            + " ("
            + text
            + ", ESR "
            + Hex.of(death.syndrome().value())
            + "), instruction "
            + Sizes.grouped(death.instruction()));
    out.println("          " + String.join(" \u2190 ", death.callers()));
    if (death.translation().isPresent()) {
      Translation walk = death.translation().get();
      for (WalkStep step : walk.steps()) {
        out.println("          " + WalkText.of(step));
      }
      out.println("          " + verdict(walk));
    }
    if (death.syndrome().isUnanswered()) {
      out.println("          nothing answers there: a run has memory, and no device");
      out.println("          where it is a console's, leave earlycon out of the command line");
    }
  }

  /** How a translation ends. */
  static String verdict(Translation walk) {
    if (walk instanceof Translation.Mapped mapped) {
      return "pa "
          + Hex.of(mapped.pa())
          + "  "
          + Rights.describe(mapped.rights())
          + "  "
          + mapped.memoryType().describe();
    }
    Translation.Faulting fault = (Translation.Faulting) walk;
    return fault.type().describe() + " at level " + fault.level();
  }

  private static String reason(Stop stop) {
    if (stop instanceof Stop.Counted) {
      return "it was still running";
    }
    if (stop instanceof Stop.Endless loop) {
      return "it goes round for ever at "
          + Hex.of(loop.pc())
          + ", a loop of "
          + loop.length()
          + (loop.length() == 1 ? " instruction" : " instructions")
          + " in which nothing changes";
    }
    if (stop instanceof Stop.Unimplemented unknown) {
      return String.format(
          "instruction 0x%08x (%s) at %s is not implemented here",
          unknown.word(), unknown.name(), Hex.of(unknown.pc()));
    }
    if (stop instanceof Stop.VectorLost lost) {
      return "an exception at "
          + Hex.of(lost.pc())
          + " has no vector that could be executed (ESR "
          + Hex.of(lost.syndrome())
          + ", FAR "
          + Hex.of(lost.fault())
          + ")";
    }
    if (stop instanceof Stop.Waiting waiting) {
      return "it waits at " + Hex.of(waiting.pc()) + " for what never comes (WFI or WFE)";
    }
    if (stop instanceof Stop.PowerDown down) {
      return "it asked the firmware to end, at " + Hex.of(down.pc());
    }
    if (stop instanceof Stop.MemoryExhausted exhausted) {
      return "it touches more than "
          + Sizes.exact(exhausted.bound())
          + " of memory, at "
          + Hex.of(exhausted.pc());
    }
    return "it came to a place where nobody asked it to stop";
  }
}
