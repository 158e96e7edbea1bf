// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.a64.CpuProfile;
import org.earlymap.a64.Stop;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.parts.ImageSymbols;
import org.earlymap.run.CallChain;
import org.earlymap.run.KernelEntry;
import org.earlymap.run.KernelRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log and frame records laid out as a kernel lays them out, on a CPU whose MMU is off. */
class KernelLogTest {
  private static final long LOAD = 0x4020_0000L;
  private static final int RING = 0x1000;
  private static final int DESCRIPTORS = 0x2000;
  private static final int INFOS = 0x3000;
  private static final int TEXTS = 0x8000;
  private static final int FRAMES = 0xa000;
  private static final int TEXT_BITS = 7;
  private static final int INFO_BYTES = 88;
  private static final long FINALIZED = 2L << 62;

  private final ByteBuffer image = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  @ParameterizedTest
  @ValueSource(ints = {40, 48})
  void readsTheLastRecords(int textRingAt) throws Exception {
    image.putInt(RING, 3).putLong(RING + 8, LOAD + DESCRIPTORS).putLong(RING + 16, LOAD + INFOS);
    image.putLong(RING + 24, 10).putLong(RING + 32, 8);
    image.putLong(RING + 40, 10);
    image.putInt(RING + textRingAt, TEXT_BITS).putLong(RING + textRingAt + 8, LOAD + TEXTS);
    record(8, 0x20, 0x38, 0x20, "an old one");
    record(9, 0x58, 0x70, 0x58, "before the end");
    // It does not fit behind 0x70, so that it lies at the start of the ring.
    record(10, 0x70, 0x90, 0x80, "at the start");
    KernelRun run = run();
    ImageSymbols symbols =
        ImageSymbols.of(
            Map.of(
                "printk_rb_static",
                (long) RING,
                "_printk_rb_static_descs",
                0x4000L,
                "_printk_rb_static_infos",
                0x4000L + 8 * 24,
                "behind",
                0x4000L + 8 * 24 + 8 * INFO_BYTES));
    assertThat(KernelLog.last(run, symbols, 2))
        .containsExactly("an old one", "before the end", "at the start");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x9100_03fd, 0xd503_201f})
  void followsFrameRecords(int before) throws Exception {
    boolean made = before == 0x9100_03fd; // mov x29, sp
    image.putInt(0, before).putInt(4, 0xd503_207f); // wfi
    image.putLong(FRAMES, LOAD + FRAMES + 0x20).putLong(FRAMES + 8, LOAD + 0x111);
    image.putLong(FRAMES + 0x20, LOAD + FRAMES + 0x20).putLong(FRAMES + 0x28, LOAD + 0x222);
    KernelRun run = run();
    run.state().setX(29, LOAD + FRAMES);
    run.state().setSp(LOAD + FRAMES);
    run.state().setX(30, LOAD + 0x330);
    assertThat(run.runTo(0x10, 100)).isEqualTo(new Stop.Waiting(LOAD + 4));
    ImageSymbols symbols = ImageSymbols.of(Map.of("waits", 0L, "calls", 0x40L, "last", 0x330L));
    CallChain calls = new CallChain(run, symbols);
    assertThat(calls.named(calls.addresses(20)))
        .isEqualTo(
            made
                ? List.of("waits+0x4", "calls+0xd1", "calls+0x1e2")
                : List.of("waits+0x4", "calls+0x2f0", "calls+0xd1", "calls+0x1e2"));
    assertThat(run.imageOffset(LOAD + 0x222)).isEqualTo(OptionalLong.of(0x222));
  }

  private void record(int id, int begin, int next, int at, String text) {
    int slot = id & 7;
    image.putLong(DESCRIPTORS + slot * 24, FINALIZED | id);
    image.putLong(DESCRIPTORS + slot * 24 + 8, begin).putLong(DESCRIPTORS + slot * 24 + 16, next);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    image.putShort(INFOS + slot * INFO_BYTES + 16, (short) bytes.length);
    image.put(TEXTS + (at & ((1 << TEXT_BITS) - 1)) + 8, bytes);
  }

  private KernelRun run() throws Exception {
    KernelEntry entry =
        new KernelEntry(
            image,
            LOAD,
            List.of(new Range(0x4000_0000L, 0x4040_0000L)),
            ByteBuffer.allocate(8),
            0x4030_0000L,
            Optional.empty(),
            1);
    return KernelRun.enter(entry, CpuProfile.of(CpuModel.find("cortex-a72").registers(), 1));
  }
}
