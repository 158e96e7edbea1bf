// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.run.BootByCode;
import org.earlymap.run.CallChain;
import org.earlymap.run.StageEnd;
import org.earlymap.table.Translation;

/**
 * Runs a kernel and watches the places where it gives up: {@code panic}, {@code die}, and {@code
 * report_bug}, which each BUG and WARN comes to. The kernel says itself what is wrong; it is only
 * asked. A kernel that panics runs on until it has printed why.
 */
public final class WatchedRun {
  private static final String PANIC = "panic";
  private static final String DIE = "die";
  private static final String REPORT_BUG = "report_bug";
  private static final String PANIC_PREFIX = "Kernel panic - not syncing: ";

  /** What a panicking kernel comes to after it has printed why. */
  private static final List<String> AFTER_PANIC =
      List.of("kmsg_dump", "kmsg_dump_desc", "panic_smp_self_stop", "emergency_restart");

  private static final long MOST_TO_PRINT = 50_000_000;
  private static final int MOST_CALLERS = 32;
  private static final int MOST_BUGS = 64;
  private static final int MOST_TEXT = 256;

  /** {@code struct pt_regs}, arch/arm64/include/uapi/asm/ptrace.h: X29, X30 and PC. */
  private static final int REGS_X29 = 29 * 8;

  private static final int REGS_X30 = 30 * 8;
  private static final int REGS_PC = 32 * 8;

  private final BootByCode boot;
  private final ImageSymbols symbols;
  private final CallChain calls;
  private final List<KernelBug> bugs = new ArrayList<>();
  private Optional<KernelDeath> death = Optional.empty();
  private Optional<KernelPanic> panic = Optional.empty();

  /** Watches a boot that has not run yet. */
  public WatchedRun(BootByCode boot, ImageSymbols symbols) {
    this.boot = boot;
    this.symbols = symbols;
    this.calls = new CallChain(boot.run(), symbols);
  }

  /** Watches a boot of whose symbols no more is read than is known of the kernel anyway. */
  public static WatchedRun of(BootByCode boot) {
    KernelSymbols known = boot.kernel().symbols();
    long text = known.require("_text");
    Map<String, Long> distances = new HashMap<>();
    known.addresses().forEach((name, address) -> distances.put(name, address - text));
    return new WatchedRun(boot, ImageSymbols.of(distances));
  }

  /**
   * Runs on to the end of {@code stage}, which the kernel has ({@link StageEnd#of}).
   *
   * @param most how many instructions to execute at most
   * @return as {@link #runTo(long, long)}
   */
  public Stop runTo(Stage stage, long most) {
    long end = StageEnd.of(boot.kernel(), stage).orElseThrow().address();
    return runTo(end - boot.kernel().symbols().require("_text"), most);
  }

  /**
   * Runs on until the instruction at a distance from {@code _text} is about to be executed.
   *
   * @param most how many instructions to execute at most
   * @return {@link Stop.Reached} with the place, or why the kernel does not come there: the place
   *     of {@code panic} where it panics
   */
  public Stop runTo(long distance, long most) {
    return run(Set.of(distance), Optional.empty(), most);
  }

  /** As {@link #runTo(long, long)}, to a virtual address. */
  public Stop runToVirtual(long va, long most) {
    return run(Set.of(), Optional.of(va), most);
  }

  /** The BUGs and WARNs that it met, in order. */
  public List<KernelBug> bugs() {
    return List.copyOf(bugs);
  }

  /** The first exception that it died of. */
  public Optional<KernelDeath> death() {
    return death;
  }

  /** That it panicked, and why. */
  public Optional<KernelPanic> panic() {
    return panic;
  }

  private Stop run(Collection<Long> asked, Optional<Long> va, long most) {
    Set<Long> places = new HashSet<>(asked);
    for (String watched : List.of(PANIC, DIE, REPORT_BUG)) {
      symbols.distance(watched).ifPresent(places::add);
    }
    long end = executed() + most;
    while (true) {
      Stop stop = boot.run().runToAny(places, va, end - executed());
      if (!(stop instanceof Stop.Reached reached)) {
        if (stop instanceof Stop.VectorLost lost && death.isEmpty()) {
          death = Optional.of(withoutVectors(lost));
        }
        return stop;
      }
      long place = reached.pa() - boot.run().entry().loadAddress();
      if (asked.contains(place) || va.equals(Optional.of(reached.pc()))) {
        return stop;
      }
      if (isAt(REPORT_BUG, place)) {
        noteBug();
      } else if (isAt(DIE, place)) {
        noteDeath();
      } else {
        notePanic();
        return stop;
      }
    }
  }

  private boolean isAt(String symbol, long place) {
    return symbols.distance(symbol).equals(OptionalLong.of(place));
  }

  private long executed() {
    return boot.run().processor().executed();
  }

  private void noteBug() {
    if (bugs.size() >= MOST_BUGS) {
      return;
    }
    long va = boot.run().state().x(0);
    Optional<BugTable.Entry> entry = BugTable.find(boot.run(), symbols, va);
    List<Long> chain = calls.addresses(MOST_CALLERS);
    int own = chain.indexOf(va);
    List<Long> callers = own < 0 ? List.of(va) : chain.subList(own, chain.size());
    bugs.add(
        new KernelBug(
            entry.map(BugTable.Entry::kind).orElse(KernelBug.Kind.UNKNOWN),
            entry.flatMap(BugTable.Entry::source),
            calls.named(callers),
            executed()));
  }

  private void noteDeath() {
    if (death.isPresent()) {
      return;
    }
    CpuState state = boot.run().state();
    long regs = state.x(1);
    Optional<Long> pc = boot.readVirtual(regs + REGS_PC);
    List<Long> callers =
        pc.isPresent()
            ? calls.addresses(
                pc.get(),
                boot.readVirtual(regs + REGS_X30).orElse(0L),
                boot.readVirtual(regs + REGS_X29).orElse(0L),
                MOST_CALLERS)
            : calls.addresses(MOST_CALLERS);
    Syndrome syndrome = new Syndrome(state.get(state.el() == 2 ? "ESR_EL2" : "ESR_EL1"));
    death = Optional.of(death(text(state.x(0)), syndrome, callers));
  }

  /** An exception whose vector cannot be fetched: ELR says where it happened. */
  private KernelDeath withoutVectors(Stop.VectorLost lost) {
    CpuState state = boot.run().state();
    long pc = state.get(state.el() == 2 ? "ELR_EL2" : "ELR_EL1");
    return death(
        "",
        new Syndrome(lost.syndrome()),
        calls.addresses(pc, state.x(30), state.x(29), MOST_CALLERS));
  }

  private KernelDeath death(String text, Syndrome syndrome, List<Long> callers) {
    CpuState state = boot.run().state();
    Optional<Long> address =
        syndrome.isAbort()
            ? Optional.of(state.get(state.el() == 2 ? "FAR_EL2" : "FAR_EL1"))
            : Optional.empty();
    Optional<Translation> translation = address.flatMap(boot::translate);
    return new KernelDeath(text, syndrome, address, translation, calls.named(callers), executed());
  }

  /** The callers are those of now; the text is known once the kernel has printed it. */
  private void notePanic() {
    List<String> callers = calls.named(calls.addresses(MOST_CALLERS));
    long instruction = executed();
    long pc = boot.run().state().pc();
    String format = text(boot.run().state().x(0));
    Set<Long> after = new HashSet<>();
    for (String symbol : AFTER_PANIC) {
      symbols.distance(symbol).ifPresent(after::add);
    }
    boot.run().runToAny(after, Optional.empty(), MOST_TO_PRINT);
    String text = format.strip();
    for (String line : KernelLog.last(boot.run(), symbols, MOST_TEXT)) {
      if (line.startsWith(PANIC_PREFIX)) {
        text = line.substring(PANIC_PREFIX.length()).strip();
      }
    }
    panic = Optional.of(new KernelPanic(pc, text, callers, instruction));
  }

  /** The text at a virtual address, up to its NUL; empty where nothing is mapped there. */
  private String text(long va) {
    byte[] bytes = new byte[MOST_TEXT];
    int length = 0;
    while (length < MOST_TEXT) {
      OptionalLong pa = boot.run().processor().physical(va + length);
      if (pa.isEmpty()) {
        break;
      }
      boot.run().memory().read(pa.getAsLong(), bytes, length, 1);
      if (bytes[length] == 0) {
        break;
      }
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
