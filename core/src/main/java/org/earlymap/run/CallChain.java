// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.a64.CpuState;
import org.earlymap.kernel.parts.ImageSymbols;

/**
 * Who called whom, by the frame records that X29 points to (AAPCS64 6.4.6): pairs of the caller's
 * record and the address to return to.
 */
public final class CallChain {
  private static final int RECORD_ALIGNMENT = 8;

  /** No function of a kernel is searched further for its frame record, in bytes. */
  private static final int MOST_FUNCTION = 1 << 16;

  /** {@code ADD X29, SP, #imm}, which {@code MOV X29, SP} is, without its immediate. */
  private static final int SETS_FRAME = 0x910003fd;

  private static final int SETS_FRAME_MASK = 0xffc003ff;
  private static final long PAGE = -1L << 12;
  private static final long SCTLR_EE = 1 << 25;

  private final KernelRun run;
  private final ImageSymbols symbols;
  private final Map<Long, Boolean> recordMade = new HashMap<>();

  /** The page of the stack that was read last, and where it is. */
  private long stackPage = -1;

  private OptionalLong stackPa = OptionalLong.empty();

  /**
   * Of a kernel that runs.
   *
   * @param symbols tell where functions start: one that has made no frame record yet, or makes
   *     none, returns to X30
   */
  public CallChain(KernelRun run, ImageSymbols symbols) {
    this.run = run;
    this.symbols = symbols;
  }

  /**
   * PC, and then the addresses that will be returned to, the innermost first, as of now.
   *
   * @param most how many at most
   */
  public List<Long> addresses(int most) {
    CpuState state = run.state();
    List<Long> addresses = new ArrayList<>();
    addresses.add(state.pc());
    if (returnsToX30()) {
      addresses.add(state.x(30));
    }
    boolean big = (state.get(state.el() == 2 ? "SCTLR_EL2" : "SCTLR_EL1") & SCTLR_EE) != 0;
    stackPage = -1;
    long record = state.x(29);
    long last = 0;
    while (addresses.size() < most && record % RECORD_ALIGNMENT == 0 && record != last) {
      OptionalLong next = read(record, big);
      OptionalLong returnTo = read(record + Long.BYTES, big);
      if (next.isEmpty() || returnTo.isEmpty() || returnTo.getAsLong() == 0) {
        break;
      }
      addresses.add(returnTo.getAsLong());
      last = record;
      record = next.getAsLong();
    }
    return addresses;
  }

  /**
   * Addresses by name, {@code set_pte+0x1c}, and as numbers where no symbol is known. A call may be
   * the last of its function, so that the address to return to is not of it any more: all but the
   * first are named by the instruction before.
   */
  public List<String> named(List<Long> addresses) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      long va = addresses.get(i);
      OptionalLong place = run.imageOffset(va);
      int back = i == 0 ? 0 : Integer.BYTES;
      names.add(
          place.isPresent()
              ? symbols.nameOf(place.getAsLong(), back).orElseGet(() -> Hex.of(va))
              : Hex.of(va));
    }
    return names;
  }

  /** Whether the function at PC has no frame record so far, and X30 leads out of it. */
  private boolean returnsToX30() {
    OptionalLong place = run.imageOffset(run.state().pc());
    OptionalLong returnTo = run.imageOffset(run.state().x(30));
    if (place.isEmpty() || returnTo.isEmpty()) {
      return false;
    }
    OptionalLong start = symbols.start(place.getAsLong());
    return start.isPresent()
        && !start.equals(symbols.start(returnTo.getAsLong() - Integer.BYTES))
        && !recordMade.computeIfAbsent(place.getAsLong(), at -> makesRecord(start.getAsLong(), at));
  }

  private boolean makesRecord(long start, long end) {
    for (long at = Math.max(start + 3 & -4, end - MOST_FUNCTION); at < end; at += Integer.BYTES) {
      if ((run.instruction(at) & SETS_FRAME_MASK) == SETS_FRAME) {
        return true;
      }
    }
    return false;
  }

  private OptionalLong read(long va, boolean big) {
    long page = va & PAGE;
    if (page != stackPage) {
      stackPage = page;
      stackPa = run.processor().physical(page);
    }
    if (stackPa.isEmpty() || va % Long.BYTES != 0) {
      return OptionalLong.empty();
    }
    long value = run.memory().readLong(stackPa.getAsLong() + (va - page));
    return OptionalLong.of(big ? Long.reverseBytes(value) : value);
  }
}
