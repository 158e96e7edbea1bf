// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.a64.Stop;
import org.earlymap.run.BootByCode;

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

  private static String reason(Stop stop) {
    if (stop instanceof Stop.Counted) {
      return "it was still running";
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
