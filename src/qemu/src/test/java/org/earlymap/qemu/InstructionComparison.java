// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Stop;

/** Compares what records left, counts them, and keeps those that differ. */
final class InstructionComparison {
  private static final int UNKNOWN = 0x00;
  private static final int TRAPPED = 0x18;
  private static final int FETCH = 0x20;
  private static final int PC_ALIGNMENT = 0x22;
  private static final int ACCESS = 0x24;
  private static final int BREAKPOINT = 0x3c;
  private static final int ALIGNMENT_FAULT = 0x21;
  private static final long TAG = 0xffL << 56;

  private final byte[] window;
  private final List<TableLine> table;
  private final Set<TableLine> unmet;
  private final List<String> differences = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> notImplemented = new TreeMap<>();
  private final Map<String, Integer> refusedByBoth = new TreeMap<>();

  InstructionComparison(byte[] window, List<TableLine> table) {
    this.window = window.clone();
    this.table = table;
    this.unmet = new LinkedHashSet<>();
    for (TableLine line : table) {
      if (line.isImplemented() && line.isOfUserMode()) {
        unmet.add(line);
      }
    }
  }

  /** Executes a record and compares. */
  void compare(
      UserModeCpu cpu,
      int number,
      InstructionOracle.Record record,
      InstructionOracle.Result expected) {
    if (expected.signal() == InstructionOracle.Result.SIGALRM) {
      counts.merge("interrupted", 1, Integer::sum);
      return;
    }
    Stop stop = cpu.execute(number, record);
    byte[] after = cpu.takeWindow();
    if (stop instanceof Stop.Unimplemented unimplemented) {
      boolean refused =
          expected.signal() == InstructionOracle.Result.SIGILL
              && expected.pc() == unimplemented.pc();
      Map<String, Integer> where = refused ? refusedByBoth : notImplemented;
      where.merge(unimplemented.name(), 1, Integer::sum);
      return;
    }
    if (stop instanceof Stop.Reached && isChoice(number, record, cpu.state(), expected)) {
      counts.merge("the CPU's choice", 1, Integer::sum);
      return;
    }
    List<String> found = new ArrayList<>();
    if (!(stop instanceof Stop.Reached)) {
      found.add(stop.toString());
    } else {
      state(cpu.state(), expected, found);
      memory(after, expected, found);
    }
    counts.merge("signal " + expected.signal(), 1, Integer::sum);
    for (int i = 0; i < record.instructions().length; i++) {
      long at = InstructionOracle.Record.start(number) + 4L * i;
      if (expected.signal() != InstructionOracle.Result.SIGILL || expected.pc() != at) {
        met(record.instructions()[i]);
      }
    }
    if (!found.isEmpty()) {
      differences.add(describe(number, record, expected) + String.join("; ", found));
    }
  }

  /**
   * Whether both are right: a pair whose second half faults may have stored the first, a store
   * exclusive whose address the monitor does not hold may fault or fail, one of another size than
   * the load may do anything. And where QEMU 7.2 is wrong: user mode tells of a target of a branch
   * that is neither mapped nor aligned what a CPU would find second, and LDAPR takes any alignment.
   */
  private static boolean isChoice(
      int number,
      InstructionOracle.Record record,
      CpuState state,
      InstructionOracle.Result expected) {
    if (Words.mixesExclusives(record.instructions())) {
      return true;
    }
    long at = state.get("ELR_EL1");
    long index = (at - InstructionOracle.Record.start(number)) / 4;
    boolean inside = index >= 0 && index < record.instructions().length;
    int signal = signal(state.get("ESR_EL1"));
    int word = inside ? record.instructions()[(int) index] : 0;
    if (Words.isStoreExclusive(word)) {
      return signal != InstructionOracle.Result.SIGTRAP && expected.pc() != at;
    }
    if (Words.isStorePair(word) && signal == InstructionOracle.Result.SIGSEGV) {
      return signal == expected.signal() && expected.pc() == at;
    }
    if (Words.isLoadAcquirePc(word)) {
      return signal == InstructionOracle.Result.SIGBUS;
    }
    return signal == InstructionOracle.Result.SIGBUS
        && expected.signal() == InstructionOracle.Result.SIGSEGV
        && (at & 3) != 0;
  }

  private void met(int word) {
    for (TableLine line : table) {
      if (line.matches(word)) {
        unmet.remove(line);
        return;
      }
    }
  }

  private static void state(CpuState state, InstructionOracle.Result expected, List<String> found) {
    long syndrome = state.get("ESR_EL1");
    int signal = signal(syndrome);
    differ("signal", signal, expected.signal(), found);
    differ("pc", state.get("ELR_EL1"), expected.pc(), found);
    differ("nzcv", state.get("SPSR_EL1") >>> 28 & 0xf, expected.nzcv(), found);
    differ("sp", state.get("SP_EL0"), expected.sp(), found);
    for (int i = 0; i <= 30; i++) {
      differ("x" + i, state.x(i), expected.x()[i], found);
    }
    boolean abort = signal == InstructionOracle.Result.SIGSEGV;
    // The emulator's host tells no address where it is none of its own.
    if (abort && signal == expected.signal() && expected.address() != 0) {
      differ("page", state.get("FAR_EL1") & ~TAG, expected.address() & ~TAG, -1L << 12, found);
    }
  }

  /** The signal that Linux makes of an exception (arch/arm64/kernel/traps.c, mm/fault.c). */
  private static int signal(long syndrome) {
    int status = (int) syndrome & 0x3f;
    return switch ((int) (syndrome >>> 26) & 0x3f) {
      case UNKNOWN, TRAPPED -> InstructionOracle.Result.SIGILL;
      case BREAKPOINT -> InstructionOracle.Result.SIGTRAP;
      case PC_ALIGNMENT -> InstructionOracle.Result.SIGBUS;
      case FETCH, ACCESS ->
          status == ALIGNMENT_FAULT
              ? InstructionOracle.Result.SIGBUS
              : InstructionOracle.Result.SIGSEGV;
      default -> -1;
    };
  }

  private void memory(byte[] after, InstructionOracle.Result expected, List<String> found) {
    ByteBuffer wanted = ByteBuffer.wrap(window.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int changes = Math.min(expected.changed(), expected.changes().length / 2);
    for (int i = 0; i < changes; i++) {
      int at = (int) (expected.changes()[2 * i] - InstructionOracle.WINDOW);
      wanted.putLong(at, expected.changes()[2 * i + 1]);
    }
    int mismatch = Arrays.mismatch(after, wanted.array());
    if (mismatch >= 0) {
      ByteBuffer mine = ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN);
      int at = mismatch & -8;
      found.add(
          String.format(
              "window+0x%x: 0x%x, expected 0x%x", at, mine.getLong(at), wanted.getLong(at)));
    }
  }

  private static void differ(String what, long mine, long wanted, List<String> found) {
    differ(what, mine, wanted, -1L, found);
  }

  private static void differ(String what, long mine, long wanted, long mask, List<String> found) {
    if (((mine ^ wanted) & mask) != 0) {
      found.add(String.format("%s: 0x%x, expected 0x%x", what, mine, wanted));
    }
  }

  private static String describe(
      int number, InstructionOracle.Record record, InstructionOracle.Result expected) {
    StringBuilder text = new StringBuilder();
    for (int word : record.instructions()) {
      text.append(String.format("%08x ", word));
    }
    text.append(String.format("at 0x%x ", InstructionOracle.Record.start(number)));
    int word = record.instructions()[0];
    int[] named = {word >>> 5 & 31, word >>> 16 & 31, word & 31, word >>> 10 & 31};
    for (int register : named) {
      long value = register == 31 ? record.sp() : record.x()[register];
      text.append(String.format("x%d=0x%x ", register, value));
    }
    return text.append(String.format("nzcv=%x, signal %d: ", record.nzcv(), expected.signal()))
        .toString();
  }

  List<String> differences() {
    return differences;
  }

  Set<TableLine> unmet() {
    return unmet;
  }

  /** How many of each kind. */
  String counts() {
    int refused = refusedByBoth.values().stream().mapToInt(Integer::intValue).sum();
    return counts
        + ", not implemented and undefined: "
        + refused
        + ", not implemented and so not compared: "
        + notImplemented;
  }
}
