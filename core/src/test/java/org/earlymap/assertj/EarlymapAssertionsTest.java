// SPDX-License-Identifier: Apache-2.0
package org.earlymap.assertj;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.earlymap.assertj.EarlymapAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.earlymap.Range;
import org.earlymap.api.Boot;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.WalkStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each assertion holds of a sample kernel's boot, and fails with what is wrong once it is not. */
final class EarlymapAssertionsTest {
  private static final Path KERNEL = Path.of("../samples/kernel/vmlinux-4k-52");
  private static final Machine MACHINE = Machine.virt(CpuModel.named("cortex-a76"));
  private static final long TEXT = 0xffff_8000_8001_0000L;
  private static final Range IMAGE = new Range(0xffff_8000_8000_0000L, 0xffff_8000_8002_0000L);

  private Boot boot;
  private Boot same;

  @BeforeEach
  void boot() throws IOException {
    boot = Boot.of(KernelBuild.load(KERNEL), MACHINE).to(Stage.EARLY_MAP);
    same = Boot.of(KernelBuild.load(KERNEL), MACHINE).to(Stage.EARLY_MAP);
  }

  @AfterEach
  void close() {
    boot.close();
    same.close();
  }

  @Test
  void allHoldOfAGoodBoot() {
    assertThat(boot)
        .mapsNothingWritableAndExecutable()
        .mapsNothingExecutableThatIsWritableElsewhere()
        .mapsNothingForEl0()
        .mapsEverythingIn(IMAGE)
        .mapsNothingIn(new Range(IMAGE.start() - 0x1000, IMAGE.start()))
        .mapsTo(TEXT, 0x4021_0000L)
        .hasNoDifferenceTo(same);
  }

  @Test
  void writableText() {
    writeLeaf(TEXT, leaf(TEXT) & ~Descriptor.AP_READ_ONLY);
    fails(
        () -> assertThat(boot).as("my kernel").mapsNothingWritableAndExecutable(),
        "[my kernel] Expected nothing writable and executable, but found:\n"
            + "  0xffff800080010000..0xffff800080011000  pa 0x0000000040210000  EL1 rwx EL0 ---:"
            + " EL1 may write and execute it");
    fails(
        () -> assertThat(boot).hasNoDifferenceTo(same),
        "[Linux 6.12.117 on cortex-a76 at early-map] Expected the same mapped as in the other"
            + " tables, but different:\n"
            + "  0xffff800080010000..0xffff800080011000  pa 0x0000000040210000 EL1 r-x EL0 ---"
            + " Normal WB RA WA level 3 in the other, here pa 0x0000000040210000 EL1 rwx EL0 ---"
            + " Normal WB RA WA level 3  (permission)");
  }

  @Test
  void textThatIsWritableElsewhere() {
    writeLeaf(IMAGE.start(), leaf(IMAGE.start()) + 0x1_0000);
    fails(
        () -> assertThat(boot).mapsNothingExecutableThatIsWritableElsewhere(),
        "Expected nothing executable that is writable elsewhere, but found:\n"
            + "  0xffff800080000000..0xffff800080001000  pa 0x0000000040210000  EL1 rw- EL0 ---:"
            + " EL1 may write it here, and execute the same memory elsewhere, at"
            + " 0xffff800080010000");
    fails(
        () -> assertThat(boot).mapsTo(IMAGE.start(), 0x4020_0000L),
        "Expected 0xffff800080000000 mapped to 0x0000000040200000, but is:\n"
            + "  0xffff800080000000 -> 0x0000000040210000 EL1 rw- EL0 ---");
  }

  @Test
  void whatEl0MayRead() {
    writeLeaf(TEXT, leaf(TEXT) | Descriptor.AP_EL0);
    fails(
        () -> assertThat(boot).mapsNothingForEl0(),
        "Expected nothing that EL0 reads or writes, but found:\n"
            + "  0xffff800080010000..0xffff800080011000  pa 0x0000000040210000  EL1 r-x EL0 r--");
  }

  @Test
  void aHole() {
    Range hole = new Range(TEXT, TEXT + 0x1000);
    fails(
        () -> assertThat(boot).mapsNothingIn(hole),
        "Expected nothing mapped in 0xffff800080010000..0xffff800080011000, but mapped:\n"
            + "  0xffff800080010000..0xffff800080011000  pa 0x0000000040210000  EL1 r-x EL0 ---");
    writeLeaf(TEXT, 0);
    assertThat(boot).mapsNothingIn(hole);
    fails(
        () -> assertThat(boot).mapsEverythingIn(IMAGE),
        "Expected everything mapped in 0xffff800080000000..0xffff800080020000, but not mapped:\n"
            + "  0xffff800080010000..0xffff800080011000");
    fails(() -> assertThat(boot).mapsTo(TEXT, 0x4021_0000L), "translation fault at level 3");
  }

  /** A table that lies outside of memory: nobody knows what it maps. */
  @Test
  void tablesThatCannotBeRead() {
    Translation translation = boot.translate(TEXT);
    WalkStep step = translation.steps().get(translation.steps().size() - 2);
    boot.snapshot().memory().writeLong(step.entryPa(), 0xdead_0003L);
    String said = "Not all of these tables could be read:\n  va 0xffff800080000000 level 2 entry";
    fails(() -> assertThat(boot).mapsNothingWritableAndExecutable(), said);
    fails(() -> assertThat(boot).mapsNothingExecutableThatIsWritableElsewhere(), said);
    fails(() -> assertThat(boot).mapsNothingForEl0(), said);
    fails(() -> assertThat(boot).mapsNothingIn(IMAGE), said);
    fails(() -> assertThat(boot).hasNoDifferenceTo(boot), said);
    fails(() -> assertThat(same).hasNoDifferenceTo(boot), "Not all of the other tables could be");
    fails(() -> assertThat(boot).mapsEverythingIn(IMAGE), "but not mapped");
    fails(() -> assertThat(boot).mapsTo(TEXT, 0x4021_0000L), "external abort");
  }

  @Test
  void aHoleAtTheEndOfARange() {
    long end = boot.mappings().get(boot.mappings().size() - 1).endVa();
    fails(
        () -> assertThat(tables()).mapsEverythingIn(new Range(end - 0x1000, end + 0x1000)),
        String.format(Locale.ROOT, "but not mapped:\n  0x%x..0x%x", end, end + 0x1000));
  }

  private static void fails(ThrowingCallable assertion, String message) {
    assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(message);
  }

  private TableWalker tables() {
    return boot.walker(VaHalf.UPPER).orElseThrow();
  }

  private WalkStep last(long va) {
    Translation translation = boot.translate(va);
    return translation.steps().get(translation.steps().size() - 1);
  }

  private long leaf(long va) {
    return last(va).descriptor();
  }

  private void writeLeaf(long va, long descriptor) {
    WalkStep step = last(va);
    boot.snapshot().memory().writeLong(step.entryPa(), descriptor);
  }
}
