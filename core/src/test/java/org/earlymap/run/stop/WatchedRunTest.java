// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.earlymap.a64.BoardMemory;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineTree;
import org.earlymap.run.BootByCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a kernel gives up: the sample, whose functions stand for those that Linux has for it. */
final class WatchedRunTest {
  private static final Path FILE = Path.of("../samples/kernel/booting/vmlinux-booting");
  private static final long MOST = 1_000_000;

  private BootByCode boot;
  private ImageSymbols own;
  private long load;

  @BeforeEach
  void enter() throws Exception {
    KernelBuild kernel = KernelBuild.load(FILE);
    Machine machine = Machine.virt(CpuModel.named("cortex-a76")).loadedWith(kernel.symbols());
    boot = BootByCode.enter(kernel, machine, ByteBuffer.wrap(MachineTree.of(machine)));
    own = ImageSymbols.read(FILE, kernel.symbols().require("_text"));
    load = machine.loadAddress();
  }

  /** The sample's functions by their names, and some by the name of another. */
  private ImageSymbols symbols(Map<String, String> names) {
    Map<String, Long> all = new LinkedHashMap<>();
    names.forEach((name, stand) -> all.put(name, own.distance(stand).orElseThrow()));
    for (String name :
        new String[] {"primary_entry", "__primary_switch", "__primary_switched", "start_kernel"}) {
      all.put(name, own.distance(name).orElseThrow());
    }
    return ImageSymbols.of(all);
  }

  @Test
  void aPanicHasItsTextAndItsCallers() {
    WatchedRun run = new WatchedRun(boot, symbols(Map.of("panic", "paging_init")));
    long place = own.distance("bootmem_init").orElseThrow();
    assertThat(run.runTo(place, MOST)).isInstanceOf(Stop.Reached.class);
    KernelPanic panic = run.panic().orElseThrow();
    assertThat(panic.callers()).hasSize(4).startsWith("panic");
    assertThat(panic.callers().get(1)).startsWith("start_kernel+0x");
    assertThat(panic.callers().get(3)).startsWith("__primary_switch+0x");
    assertThat(panic.instruction()).isLessThan(boot.run().processor().executed());
    assertThat(run.death()).isEmpty();
  }

  @Test
  void goesOnAfterBugsAndStopsWhereItWasAsked() {
    WatchedRun run = new WatchedRun(boot, symbols(Map.of("report_bug", "map_level")));
    long place = own.distance("bootmem_init").orElseThrow();
    Stop stop = run.runTo(place, MOST);
    assertThat(stop).isInstanceOf(Stop.Reached.class);
    assertThat(((Stop.Reached) stop).pa()).isEqualTo(load + place);
    assertThat(run.panic()).isEmpty();
    assertThat(run.bugs()).hasSizeGreaterThan(5);
    assertThat(run.bugs().get(0).kind()).isEqualTo(KernelBug.Kind.UNKNOWN);
    assertThat(run.bugs().get(0).describe()).startsWith("BUG or WARN at ");
  }

  @Test
  void aDeathHasTheRegistersThatWereSaved() {
    // Nothing is where X1 points to: what is known is said.
    WatchedRun run =
        new WatchedRun(boot, symbols(Map.of("die", "early_map_kernel", "panic", "paging_init")));
    run.runTo(own.distance("bootmem_init").orElseThrow(), MOST);
    KernelDeath death = run.death().orElseThrow();
    assertThat(death.callers().get(0)).isNotEmpty();
    assertThat(death.syndrome().describe()).isEqualTo("undefined instruction");
    assertThat(death.address()).isEmpty();
    assertThat(run.panic()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"8", "12", "16", "24"})
  void aBugIsFoundInATableOfAnyShape(int size) {
    boot.runTo(Stage.INIT_IDMAP, MOST);
    BoardMemory memory = boot.run().memory();
    long table = load + 0x70000;
    long brk = load + 0x71000;
    long name = load + 0x72000;
    memory.load(name, ByteBuffer.wrap("mm/x.c\0".getBytes(StandardCharsets.US_ASCII)));
    for (int i = 0; i < 10; i++) {
      memory.writeLong(brk + 8L * i, 0xd4210000L);
      ByteBuffer entry = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      long at = table + (long) i * size;
      if (size == 24) {
        entry
            .putLong(brk + 8L * i)
            .putLong(name)
            .putShort((short) (100 + i))
            .putShort((short) (i & 1));
      } else {
        entry.putInt((int) (brk + 8L * i - at));
        if (size == 16) {
          entry.putInt(0);
        }
        if (size > 8) {
          entry.putInt((int) (name - at - entry.position())).putShort((short) (100 + i));
        }
        entry.putShort((short) (i & 1));
      }
      memory.load(at, entry.flip().limit(size));
    }
    ImageSymbols symbols =
        ImageSymbols.of(
            Map.of("__start___bug_table", 0x70000L, "__stop___bug_table", 0x70000L + 10L * size));
    assertThat(BugTable.find(boot.run(), symbols, brk + 24))
        .contains(
            new BugTable.Entry(
                KernelBug.Kind.WARN, size == 8 ? Optional.empty() : Optional.of("mm/x.c:103")));
    assertThat(BugTable.find(boot.run(), symbols, brk + 16).orElseThrow().kind())
        .isEqualTo(KernelBug.Kind.BUG);
    assertThat(BugTable.find(boot.run(), symbols, brk + 4)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0x96000046|data abort, write, translation fault at level 2",
        "0x96000010|data abort, read, external abort",
        "0x8600000f|instruction abort, permission fault at level 3",
        "0x9600006b|data abort, write, translation fault at level -1",
        "0x96000061|data abort, write, alignment fault",
        "0xf2000800|BRK #0x800",
        "0x02000000|undefined instruction"
      })
  void aSyndromeIsSaidInWords(String value, String words) {
    assertThat(new Syndrome(Long.decode(value)).describe()).isEqualTo(words);
  }
}
