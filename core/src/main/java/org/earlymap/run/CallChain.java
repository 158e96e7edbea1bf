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

  /** FRAME_META_TYPE_PT_REGS, and where the record lies in {@code struct pt_regs}. */
  private static final int REGISTERS_SAVED = 2;

  private static final int RECORD_IN_REGISTERS = 296;
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
    return addresses(state.pc(), state.x(30), state.x(29), most);
  }

  /**
   * As {@link #addresses(int)}, from registers that were saved.
   *
   * @param pc of the innermost function
   * @param x30 its link register
   * @param x29 its frame pointer
   */
  public List<Long> addresses(long pc, long x30, long x29, int most) {
    CpuState state = run.state();
    List<Long> addresses = new ArrayList<>();
    addresses.add(pc);
    if (returnsToX30(pc, x30)) {
      addresses.add(x30);
    }
    boolean big = (state.get(state.el() == 2 ? "SCTLR_EL2" : "SCTLR_EL1") & SCTLR_EE) != 0;
    stackPage = -1;
    long record = x29;
    long last = 0;
    while (addresses.size() < most && record % RECORD_ALIGNMENT == 0 && record != last) {
      OptionalLong next = read(record, big);
      OptionalLong returnTo = read(record + Long.BYTES, big);
      if (next.isEmpty() || returnTo.isEmpty()) {
        break;
      }
      if (returnTo.getAsLong() == 0) {
        OptionalLong frame = interrupted(record, big, addresses);
        if (frame.isEmpty()) {
          break;
        }
        last = record;
        record = frame.getAsLong();
        continue;
      }
      addresses.add(returnTo.getAsLong());
      last = record;
      record = next.getAsLong();
    }
    return addresses;
  }

  /**
   * Goes on with what an exception interrupted: a record that is empty is followed by what it is,
   * and may lie within the registers that were saved (since 6.13, arch/arm64/include/asm/ptrace.h).
   *
   * @return the frame pointer there; empty where the chain ends
   */
  private OptionalLong interrupted(long record, boolean big, List<Long> addresses) {
    long registers = record - RECORD_IN_REGISTERS;
    OptionalLong kind = read(record + 2 * Long.BYTES, big);
    OptionalLong pc = read(registers + 32 * Long.BYTES, big);
    if (kind.isEmpty() || kind.getAsLong() != REGISTERS_SAVED || pc.isEmpty()) {
      return OptionalLong.empty();
    }
    addresses.add(pc.getAsLong());
    return read(registers + 29 * Long.BYTES, big);
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

  /** Whether the function at {@code pc} has no frame record so far, and X30 leads out of it. */
  private boolean returnsToX30(long pc, long x30) {
    OptionalLong place = run.imageOffset(pc);
    OptionalLong returnTo = run.imageOffset(x30);
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
