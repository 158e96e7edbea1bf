// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.earlymap.Range;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.Processor;
import org.earlymap.a64.Stop;
import org.earlymap.cpu.CpuModel;
import org.earlymap.run.KernelEntry;
import org.earlymap.run.KernelRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every line of the instruction table is executed by a test that compares with an emulator: by
 * random instructions in user mode ({@link InstructionAgreementTest}, which holds it by itself), or
 * by a program of ours, which this test executes step by step on the project's own CPU.
 */
@RequiresTool({"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-objcopy", "aarch64-linux-gnu-nm"})
class EveryInstructionTest {
  private static final int MOST_STEPS = 2_000_000;

  /** An emulator would wait for ever; ProcessorTest executes them. */
  private static final List<String> WAITING = List.of("WFI", "WFIT");

  /** WFET: no CPU of either emulator that the programs run on has it. */
  private static final List<String> NO_CPU = List.of("WFET");

  @TempDir Path folder;

  @Test
  void everyLineIsExecutedBesideAnEmulator() throws Exception {
    List<TableLine> table = TableLine.all();
    Set<TableLine> unmet = new LinkedHashSet<>(table);
    unmet.removeIf(line -> !line.isImplemented() || isRandom(line));
    unmet.removeIf(line -> WAITING.contains(line.mnemonic()) || NO_CPU.contains(line.mnemonic()));
    Stream.concat(SystemProgramTest.programs(), ExtensionProgramTest.programs())
        .filter(program -> program.cpu().startsWith("max"))
        .forEach(program -> execute(program, table, unmet));
    assertThat(unmet).as("lines that no test executes beside an emulator").isEmpty();
  }

  /** Whether random instructions must meet it: what they may miss is signing. */
  private static boolean isRandom(TableLine line) {
    boolean signing = line.feature().equals("PAUTH") || line.feature().equals("PACGA");
    return line.isOfUserMode() && !signing;
  }

  private void execute(SystemProgram program, List<TableLine> table, Set<TableLine> unmet) {
    try {
      SystemProgram.Assembled assembled = program.assembled(folder);
      LiveCase inputs = program.inputs();
      long end = EmulatedBoot.MEMORY + ((long) inputs.memoryMebibytes() << 20);
      KernelEntry entry =
          new KernelEntry(
              assembled.contents(),
              inputs.loadAddress(),
              List.of(new Range(EmulatedBoot.MEMORY, end)),
              ByteBuffer.wrap(inputs.deviceTree()),
              inputs.fdtAddress(),
              Optional.empty(),
              program.bootEl());
      CpuProfile profile =
          CpuProfile.of(CpuModel.find("qemu-max").registers(), program.bootEl())
              .with("ID_AA64PFR1_EL1", 0x0100_0321)
              .with("DCZID_EL0", 4);
      Processor processor = KernelRun.enter(entry, profile).processor();
      long finished = inputs.loadAddress() + assembled.end();
      for (int i = 0; i < MOST_STEPS && processor.state().pc() != finished; i++) {
        OptionalLong pa = processor.physical(processor.state().pc());
        Stop stop = processor.run(1);
        assertThat(stop).as("%s, step %d", program, i).isInstanceOf(Stop.Counted.class);
        if (pa.isPresent()) {
          long pair = processor.memory().readLong(pa.getAsLong() & -8L);
          int word = (int) ((pa.getAsLong() & 4) == 0 ? pair : pair >>> 32);
          table.stream().filter(line -> line.matches(word)).findFirst().ifPresent(unmet::remove);
        }
      }
      assertThat(processor.state().pc()).as(program.toString()).isEqualTo(finished);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
