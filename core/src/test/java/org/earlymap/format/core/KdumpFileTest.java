// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.Compressor;
import io.airlift.compress.lzo.LzoCompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.earlymap.Range;
import org.earlymap.format.FormatException;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.testing.RealCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kdump-compressed and flattened files: one by QEMU, others made here, whole and damaged. */
class KdumpFileTest {
  private static final int PAGE = 4096;
  private static final long START = 0x4000_0000L;
  private static final int DESCRIPTORS = 3 * PAGE + 2 * 16 * PAGE;

  @TempDir Path folder;

  /** The Image's header is where the boot protocol puts it, and memory ends where it does. */
  @Test
  void qemusFlattenedFile() throws IOException {
    CoreDump core = CoreDump.open(write(RealCore.flattened())).orElseThrow();
    assertThat(core.format()).isEqualTo("kdump-compressed file, flattened");
    assertThat(core.memory().ranges()).containsExactly(new Range(START, START + (32L << 20)));
    assertThat(core.memory().readLong(0x4020_0038L)).isEqualTo(0x644d5241L);
    assertThat(core.vmcoreinfo()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 0x20})
  void everyCompression(int flags) throws IOException {
    PhysicalMemory memory = CoreDump.open(write(kdump(flags))).orElseThrow().memory();
    assertThat(memory.ranges())
        .containsExactly(
            new Range(START, START + PAGE), new Range(START + 2 * PAGE, START + 4 * PAGE));
    assertThat(memory.contains(START + PAGE, 8)).isFalse();
    for (int page : new int[] {3, 0, 2}) {
      byte[] read = new byte[PAGE];
      memory.view(START + (long) page * PAGE, PAGE).get(read);
      assertThat(read).isEqualTo(page(page));
    }
  }

  @Test
  void flattenedIsTheSameInAnyOrderOfWrites() throws IOException {
    byte[] plain = kdump(1);
    byte[] flat = flatten(plain, new SplittableRandom(3));
    PhysicalMemory memory = CoreDump.open(write(flat)).orElseThrow().memory();
    byte[] read = new byte[PAGE];
    memory.view(START + 3L * PAGE, PAGE).get(read);
    assertThat(read).isEqualTo(page(3));
  }

  @Test
  void aPageThatUnpacksToMoreOrLessIsRefused() throws IOException {
    byte[] more = kdump(1);
    byte[] bomb = deflate(new byte[1 << 20]);
    ByteBuffer.wrap(more).order(ByteOrder.LITTLE_ENDIAN).putInt(DESCRIPTORS + 8, bomb.length);
    System.arraycopy(bomb, 0, more, DESCRIPTORS + 3 * 24, bomb.length);
    assertThatThrownBy(() -> firstWord(more)).hasMessageContaining("a page unpacks to");
    byte[] large = kdump(0);
    ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN).putInt(DESCRIPTORS + 8, 1 << 30);
    assertThatThrownBy(() -> firstWord(large)).hasMessageContaining("expected 1 to 4096");
  }

  @Test
  void liesOfTheHeaderAreRefusedBeforeMemoryIsTaken() {
    byte[] bitmaps = kdump(0);
    ByteBuffer.wrap(bitmaps).order(ByteOrder.LITTLE_ENDIAN).putInt(436, 0x7fff_ffff);
    assertThatThrownBy(() -> firstWord(bitmaps)).hasMessageContaining("too many");
    byte[] cut = kdump(0);
    ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(436, 0x2_0000);
    assertThatThrownBy(() -> firstWord(cut)).hasMessageContaining("the file ends at");
    byte[] other = kdump(0);
    System.arraycopy("x86_64\0".getBytes(StandardCharsets.US_ASCII), 0, other, 272, 7);
    assertThatThrownBy(() -> firstWord(other)).hasMessageContaining("expected aarch64");
    byte[] pages = kdump(0);
    ByteBuffer.wrap(pages).order(ByteOrder.LITTLE_ENDIAN).putInt(428, 4095);
    assertThatThrownBy(() -> firstWord(pages)).hasMessageContaining("expected 4096");
  }

  @Test
  void everyCutAndEveryDamageIsRefusedOrHarmless() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] flattened = RealCore.flattened();
    for (byte[] whole : List.of(kdump(0x20), kdump(2), flatten(kdump(4), random), flattened)) {
      for (int i = 0; i < 60; i++) {
        byte[] damaged =
            i % 2 == 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
        for (int n = 0; n < 3 && damaged.length > 600; n++) {
          int near = random.nextInt(3) == 0 ? damaged.length : 600;
          damaged[random.nextInt(near)] = (byte) random.nextInt();
        }
        try {
          firstWord(damaged);
        } catch (FormatException expected) {
          assertThat(expected.getMessage()).contains("offset");
        } catch (IOException | NoSuchElementException | IndexOutOfBoundsException e) {
          assertThat(e).isNotInstanceOf(ArrayIndexOutOfBoundsException.class);
        }
      }
    }
  }

  private long firstWord(byte[] file) throws IOException {
    PhysicalMemory memory = CoreDump.open(write(file)).orElseThrow().memory();
    memory.ranges();
    return memory.readLong(START);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("core"), bytes);
  }

  private static byte[] page(int number) {
    byte[] page = new byte[PAGE];
    for (int i = 0; i < PAGE; i++) {
      page[i] = (byte) (i / 16 * (number + 3));
    }
    return page;
  }

  /** Pages 0, 2 and 3 from 1 GiB on, compressed as {@code flags} say. */
  private static byte[] kdump(int flags) {
    ByteBuffer file = ByteBuffer.allocate(DESCRIPTORS + 8 * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    file.put("KDUMP   ".getBytes(StandardCharsets.US_ASCII)).putInt(6);
    file.put(272, "aarch64".getBytes(StandardCharsets.US_ASCII));
    file.putInt(428, PAGE).putInt(432, 2).putInt(436, 32);
    int bitmap = 3 * PAGE + 16 * PAGE;
    file.put(bitmap + (int) (START / PAGE / 8), (byte) 0b1101);
    int at = DESCRIPTORS + 3 * 24;
    int descriptor = DESCRIPTORS;
    for (int page : new int[] {0, 2, 3}) {
      byte[] packed = pack(flags, page(page));
      file.putLong(descriptor, at).putInt(descriptor + 8, packed.length);
      file.putInt(descriptor + 12, flags);
      file.put(at, packed);
      at += packed.length;
      descriptor += 24;
    }
    return file.array();
  }

  private static byte[] pack(int flags, byte[] page) {
    return switch (flags) {
      case 1 -> deflate(page);
      case 2 -> compress(new LzoCompressor(), page);
      case 4 -> compress(new SnappyCompressor(), page);
      case 0x20 -> compress(new ZstdCompressor(), page);
      default -> page;
    };
  }

  private static byte[] compress(Compressor compressor, byte[] page) {
    byte[] packed = new byte[compressor.maxCompressedLength(page.length)];
    int size = compressor.compress(page, 0, page.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, size);
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] packed = new byte[bytes.length + 64];
    int size = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, size);
  }

  /** Pieces out of order, and the head written twice, wrong at first. */
  private static byte[] flatten(byte[] file, SplittableRandom random) {
    ByteBuffer flat = ByteBuffer.allocate(4096 + 3 * file.length).order(ByteOrder.BIG_ENDIAN);
    flat.put("makedumpfile".getBytes(StandardCharsets.US_ASCII));
    flat.putLong(16, 1).putLong(24, 1).position(4096);
    flat.putLong(100).putLong(500).put(new byte[500]);
    for (int half = 1; half >= 0; half--) {
      int end = half == 0 ? file.length / 2 : file.length;
      int at = half == 0 ? 0 : file.length / 2;
      while (at < end) {
        int part = Math.min(end - at, 1 + random.nextInt(9000));
        flat.putLong(at).putLong(part).put(file, at, part);
        at += part;
      }
    }
    flat.putLong(-1).putLong(-1);
    return Arrays.copyOf(flat.array(), flat.position());
  }
}
