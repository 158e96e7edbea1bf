// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.earlymap.Range;
import org.earlymap.a64.BoardMemory;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.CpuState;
import org.earlymap.a64.Stop;
import org.earlymap.run.KernelEntry;
import org.earlymap.run.KernelRun;
import org.jspecify.annotations.Nullable;

/**
 * The same kernel on the same board, in the emulator and in the project's own engine, from the same
 * memory and the same registers on.
 */
final class RunningBoth implements Closeable {
  /** Far more than any kernel executes until its tables are made. */
  private static final long MOST_INSTRUCTIONS = 500_000_000;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Registers that say what the CPU is. */
  private static final Pattern IDENTITY =
      Pattern.compile(
          "(ID|MVFR|MIDR|MPIDR|VPIDR|VMPIDR|REVIDR|AIDR|CTR|DCZID|CLIDR|CCSIDR|CNTFRQ|PMCEID|RVBAR).*");

  /** Registers that count, or that debuggers and event counters own. */
  private static final Pattern NOT_COMPARED =
      Pattern.compile(
          "(CNT(V|P)CT|CNT.*_TVAL|CNT.*CNT|PM|DBG|OSL|OSD|MDCCSR|MDRAR|MDCCINT|ISR_).*");

  /** HCR_EL2.E2H: at EL2 the names of EL1's registers are those of EL2's. */
  private static final long E2H = 1L << 34;

  /**
   * What a newer emulator shows under these names with E2H is what the code at EL2 means by them.
   */
  private static final Set<String> RENAMED =
      Set.of(
          "AFSR0_EL1",
          "AFSR1_EL1",
          "AMAIR_EL1",
          "CNTKCTL_EL1",
          "CONTEXTIDR_EL1",
          "CPACR_EL1",
          "ELR_EL1",
          "ESR_EL1",
          "FAR_EL1",
          "MAIR_EL1",
          "PIRE0_EL1",
          "PIR_EL1",
          "SCTLR2_EL1",
          "SCTLR_EL1",
          "SMCR_EL1",
          "SPSR_EL1",
          "TCR2_EL1",
          "TCR_EL1",
          "TTBR0_EL1",
          "TTBR1_EL1",
          "VBAR_EL1",
          "ZCR_EL1");

  private final EmulatedBoot emulated;
  private final KernelRun run;
  private final Map<String, String> registers = new TreeMap<>();

  /** Where memory differed from the start: the chunk here, and in the emulator. */
  private final Map<Long, byte[][]> unlike = new HashMap<>();

  private RunningBoth(EmulatedBoot emulated, KernelRun run) {
    this.emulated = emulated;
    this.run = run;
  }

  /** Both, before the kernel's first instruction. */
  static RunningBoth start(
      String emulator, Path image, ByteBuffer contents, LiveCase inputs, Path folder)
      throws IOException, InterruptedException {
    EmulatedBoot emulated = EmulatedBoot.start(emulator, image, inputs, folder);
    try {
      Map<String, Long> values = systemRegisters(emulated.stub());
      Map<String, Long> identity = EmulatedIdentity.read(emulated);
      long end = EmulatedBoot.MEMORY + ((long) inputs.memoryMebibytes() << 20);
      KernelEntry entry =
          new KernelEntry(
              contents.duplicate(),
              inputs.loadAddress(),
              List.of(new Range(EmulatedBoot.MEMORY, end)),
              ByteBuffer.wrap(inputs.deviceTree()),
              inputs.fdtAddress(),
              Optional.empty(),
              inputs.bootEl());
      RunningBoth both =
          new RunningBoth(
              emulated,
              KernelRun.enter(
                  entry, new CpuProfile(identity, inputs.bootEl(), OptionalLong.empty())));
      both.takeMemory();
      both.takeRegisters(values);
      return both;
    } catch (IOException | RuntimeException e) {
      emulated.close();
      throw e;
    }
  }

  /**
   * Both, where the emulator's firmware has started the kernel.
   *
   * @param run has the memory that is compared
   */
  static RunningBoth resume(EmulatedBoot emulated, KernelRun run) throws IOException {
    RunningBoth both = new RunningBoth(emulated, run);
    both.takeRegisters(systemRegisters(emulated.stub()));
    return both;
  }

  /** The system registers that the emulator shows, by the Arm ARM's names. */
  static Map<String, Long> systemRegisters(GdbStub stub) throws IOException {
    Map<String, Long> values = new HashMap<>();
    for (String name : stub.systemRegisters()) {
      values.put(canonical(name), stub.register(name));
    }
    return values;
  }

  /** Whether a register is state that a boot starts from: not the CPU's identity, no counter. */
  static boolean isState(String name) {
    return !IDENTITY.matcher(name).matches() && !NOT_COMPARED.matcher(name).matches();
  }

  /**
   * Has the words that differ now, and stay as they are in both, not count as different: memory
   * that was not given here, and that nobody touches.
   *
   * @return how many words differ now
   */
  long passOverWhatDiffersNow() throws IOException {
    long[] words = {0};
    visitMemory(
        (pa, chunk) -> {
          byte[] mine = new byte[chunk.length];
          run.memory().read(pa, mine, 0, chunk.length);
          if (!Arrays.equals(mine, chunk)) {
            unlike.put(pa, new byte[][] {mine, chunk.clone()});
            for (int at = 0; at < chunk.length; at += 8) {
              words[0] += Arrays.equals(mine, at, at + 8, chunk, at, at + 8) ? 0 : 1;
            }
          }
        });
    return words[0];
  }

  /** Whether those bytes of a word that differ did so from the start, and are as they were. */
  private static boolean isUntouched(
      byte @Nullable [][] before, byte[] mine, byte[] theirs, int word) {
    if (before == null) {
      return false;
    }
    for (int at = word; at < word + Long.BYTES; at++) {
      boolean differs = mine[at] != theirs[at];
      if (differs && (before[0][at] != mine[at] || before[1][at] != theirs[at])) {
        return false;
      }
    }
    return true;
  }

  /** Takes the emulator's memory, whatever it is. */
  void takeMemory() throws IOException {
    BoardMemory memory = run.memory();
    byte[] mine = new byte[BoardMemory.CHUNK];
    visitMemory(
        (pa, chunk) -> {
          memory.read(pa, mine, 0, chunk.length);
          if (!Arrays.equals(mine, chunk)) {
            memory.load(pa, ByteBuffer.wrap(chunk));
          }
        });
  }

  /** Takes the emulator's registers. */
  private void takeRegisters(Map<String, Long> values) throws IOException {
    CpuState state = run.state();
    values.forEach(
        (name, value) -> {
          if (isState(name)) {
            try {
              state.set(name, value);
            } catch (IllegalArgumentException e) {
              registers.put(name, "not known");
            }
          }
        });
    for (int i = 0; i <= 30; i++) {
      state.setX(i, emulated.stub().register(i));
    }
    state.setSp(emulated.stub().register(GdbStub.SP));
    state.setPstate(emulated.stub().register(GdbStub.CPSR));
    run.processor().invalidateTranslations();
  }

  /**
   * Runs both to a place in the image.
   *
   * @return why the project's own engine stopped elsewhere; empty where both are there
   */
  Optional<Stop> runTo(long imageOffset) throws IOException {
    Stop stop = run.runTo(imageOffset, MOST_INSTRUCTIONS);
    if (!(stop instanceof Stop.Reached reached)) {
      return Optional.of(stop);
    }
    emulated.runTo(reached.pc(), LIMIT);
    return Optional.empty();
  }

  /** The project's own engine. */
  KernelRun run() {
    return run;
  }

  /** The emulator. */
  EmulatedBoot emulated() {
    return emulated;
  }

  /** Physical addresses of the words that differ, in order. */
  List<Long> differentWords() throws IOException {
    List<Long> different = new ArrayList<>();
    byte[] mine = new byte[BoardMemory.CHUNK];
    visitMemory(
        (pa, chunk) -> {
          run.memory().read(pa, mine, 0, chunk.length);
          for (int at = Arrays.mismatch(mine, chunk); at >= 0; ) {
            int word = at & -8;
            if (!isUntouched(unlike.get(pa), mine, chunk, word)) {
              different.add(pa + word);
            }
            int next = word + 8;
            int more = Arrays.mismatch(mine, next, mine.length, chunk, next, chunk.length);
            at = more < 0 ? -1 : next + more;
          }
        });
    return different;
  }

  /** A word of the emulator's memory. */
  long emulatedWord(long pa) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel file = FileChannel.open(emulated.memory(), StandardOpenOption.READ)) {
      file.read(word, pa - EmulatedBoot.MEMORY);
    }
    return word.getLong(0);
  }

  /** The registers that differ, each with both values; {@link #comparedRegisters} says how many. */
  List<String> differentRegisters() throws IOException {
    List<String> different = new ArrayList<>();
    CpuState state = run.state();
    GdbStub stub = emulated.stub();
    for (int i = 0; i <= 30; i++) {
      compare("X" + i, state.x(i), stub.register(i), different);
    }
    compare("SP", state.sp(), stub.register(GdbStub.SP), different);
    compare("PC", state.pc(), stub.register(GdbStub.PC), different);
    compare("PSTATE", state.pstate(), stub.register(GdbStub.CPSR), different);
    // The stack pointer in use is told under its general name; the emulator's copy of it is old.
    String inUse = "SP_EL" + ((state.pstate() & 1) == 0 ? 0 : state.el());
    boolean renamed = state.el() == 2 && (state.get("HCR_EL2") & E2H) != 0;
    for (String name : stub.systemRegisters()) {
      String canonical = canonical(name);
      if (!canonical.equals(inUse)
          && !(renamed && RENAMED.contains(canonical))
          && !IDENTITY.matcher(canonical).matches()
          && !NOT_COMPARED.matcher(canonical).matches()
          && !registers.getOrDefault(canonical, "").equals("not known")) {
        compare(canonical, state.get(canonical), stub.register(name), different);
      }
    }
    return different;
  }

  /** How many registers {@link #differentRegisters} compared. */
  int comparedRegisters() {
    return (int) registers.values().stream().filter(text -> !text.equals("not known")).count();
  }

  /** Registers of the emulator's that the project's own engine does not have. */
  List<String> unknownRegisters() {
    return registers.entrySet().stream()
        .filter(entry -> entry.getValue().equals("not known"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void compare(String name, long mine, long theirs, List<String> different) {
    registers.put(name, "compared");
    if (mine != theirs) {
      different.add(String.format("%s: 0x%016x, the emulator 0x%016x", name, mine, theirs));
    }
  }

  /** The Arm ARM's name of a register that the emulator shares with 32-bit state. */
  private static String canonical(String name) {
    return switch (name) {
      case "SCTLR", "CPACR", "VBAR", "CNTKCTL" -> name + "_EL1";
      case "AMAIR0" -> "AMAIR_EL1";
      default -> name;
    };
  }

  private interface ChunkVisitor {
    void chunk(long pa, byte[] bytes);
  }

  private void visitMemory(ChunkVisitor visitor) throws IOException {
    try (FileChannel file = FileChannel.open(emulated.memory(), StandardOpenOption.READ)) {
      ByteBuffer chunk = ByteBuffer.allocate(BoardMemory.CHUNK);
      for (long at = 0; at < file.size(); at += BoardMemory.CHUNK) {
        chunk.clear();
        while (chunk.hasRemaining() && file.read(chunk, at + chunk.position()) > 0) {}
        visitor.chunk(EmulatedBoot.MEMORY + at, chunk.array());
      }
    }
  }

  @Override
  public void close() throws IOException {
    emulated.close();
  }
}
