// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.earlymap.Range;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineTree;
import org.earlymap.run.BootByCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who writes the tables of the sample kernel that boots. */
final class TracedBootTest {
  private static final Path FILE = Path.of("../samples/kernel/booting/vmlinux-booting");
  private static final long MOST = 1_000_000;

  /** Memory in the end is what was loaded and then written: nothing is missed, nothing made up. */
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"INIT_IDMAP", "EARLY_MAP", "START_KERNEL", "PAGING_INIT"})
  void whatIsThereIsWhatWasWrittenLast(Stage stage) throws Exception {
    KernelBuild kernel = KernelBuild.load(FILE);
    Machine machine = Machine.virt(CpuModel.named("cortex-a76")).loadedWith(kernel.symbols());
    ByteBuffer tree = ByteBuffer.wrap(MachineTree.of(machine));
    BootByCode loaded = BootByCode.enter(kernel, machine, tree);
    BootByCode run = BootByCode.enter(kernel, machine, tree);
    assertThat(run.runTo(stage, MOST)).isInstanceOf(Stop.Reached.class);
    long executed = run.run().processor().executed();
    try (BootSnapshot snapshot = run.snapshot(stage)) {
      TableWrites writes = trace(kernel, machine, tree, stage, executed, snapshot);
      int written = 0;
      for (TableImage image : snapshot.images()) {
        for (long pa = image.pa(); pa < image.pa() + image.size(); pa += Long.BYTES) {
          List<Write> history = writes.writes(pa);
          long value =
              history.isEmpty() ? loaded.run().memory().readLong(pa) : history.get(0).before();
          for (Write write : history) {
            assertThat(write.before()).isEqualTo(value);
            assertThat(write.instruction()).isBetween(1L, executed);
            value = write.after();
          }
          assertThat(snapshot.memory().readLong(pa)).isEqualTo(value);
          assertThat(history.size()).isEqualTo(Math.min(writes.count(pa), TableWrites.KEPT));
          written += history.isEmpty() ? 0 : 1;
        }
      }
      assertThat(written).isGreaterThan(512);
    }
  }

  @Test
  void theWriterIsNamedWithThoseWhoCalledIt() throws Exception {
    KernelBuild kernel = KernelBuild.load(FILE);
    Machine machine = Machine.virt(CpuModel.named("cortex-a76")).loadedWith(kernel.symbols());
    ByteBuffer tree = ByteBuffer.wrap(MachineTree.of(machine));
    BootByCode run = BootByCode.enter(kernel, machine, tree);
    run.runTo(Stage.PAGING_INIT, MOST);
    try (BootSnapshot snapshot = run.snapshot(Stage.PAGING_INIT)) {
      long executed = run.run().processor().executed();
      TableWrites writes = trace(kernel, machine, tree, Stage.PAGING_INIT, executed, snapshot);
      long root = snapshot.roots().get(0).pa();
      Write last = writes.last(root).orElseThrow();
      assertThat(last.before()).isZero();
      assertThat(last.after()).isEqualTo(snapshot.memory().readLong(root));
      assertThat(last.writer().frames().get(0)).startsWith("map_level+0x");
      assertThat(last.describe())
          .contains(" \u2190 paging_init \u2190 start_kernel \u2190 __primary_switch")
          .contains(", instruction ");
    }
  }

  @Test
  void ofAnEntryThatIsWrittenOftenTheLastWritesAreKept() {
    TableWrites writes = new TableWrites(new TreeSet<>(List.of(0x4000L)));
    int writer = writes.number(new Writer(List.of("set_pte+0x4")));
    for (int i = 1; i <= 20; i++) {
      writes.add(0x4008, writer, 100 + i, i - 1, i);
      writes.add(0x4010, writer, 200 + i, 0, i);
    }
    assertThat(writes.count(0x4008)).isEqualTo(20);
    assertThat(writes.writes(0x4008))
        .extracting(Write::after)
        .containsExactly(13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
    assertThat(writes.last(0x4010).orElseThrow().instruction()).isEqualTo(220);
    assertThat(writes.writes(0x5008)).isEmpty();
    assertThat(writes.count(0x4000)).isZero();
  }

  private static TableWrites trace(
      KernelBuild kernel,
      Machine machine,
      ByteBuffer tree,
      Stage stage,
      long executed,
      BootSnapshot snapshot)
      throws IOException {
    List<Range> tables =
        snapshot.images().stream()
            .map(image -> new Range(image.pa(), image.pa() + image.size()))
            .toList();
    ImageSymbols symbols = ImageSymbols.read(FILE, kernel.symbols().require("_text"));
    BootByCode again = BootByCode.enter(kernel, machine, tree);
    return TracedBoot.run(again, symbols, stage, executed, tables);
  }
}
