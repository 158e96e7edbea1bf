// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Processor;

/**
 * Who called whom, by the frame records that X29 points to (AAPCS64 6.4.6): pairs of the caller's
 * record and the address to return to.
 */
public final class CallChain {
  private static final int RECORD_ALIGNMENT = 8;

  private CallChain() {}

  /**
   * PC, and then the addresses that will be returned to, the innermost first.
   *
   * @param entered whether PC is at the start of a function, which has no record yet: X30 is the
   *     first address to return to
   * @param most how many at most
   */
  public static List<Long> of(Processor processor, boolean entered, int most) {
    CpuState state = processor.state();
    List<Long> addresses = new ArrayList<>();
    addresses.add(state.pc());
    if (entered) {
      addresses.add(state.x(30));
    }
    long record = state.x(29);
    long last = 0;
    while (addresses.size() < most && record % RECORD_ALIGNMENT == 0 && record != last) {
      OptionalLong next = read(processor, record);
      OptionalLong returnTo = read(processor, record + Long.BYTES);
      if (next.isEmpty() || returnTo.isEmpty() || returnTo.getAsLong() == 0) {
        break;
      }
      addresses.add(returnTo.getAsLong());
      last = record;
      record = next.getAsLong();
    }
    return addresses;
  }

  private static OptionalLong read(Processor processor, long va) {
    OptionalLong pa = processor.physical(va);
    return pa.isPresent()
        ? OptionalLong.of(processor.memory().readLong(pa.getAsLong()))
        : OptionalLong.empty();
  }
}
