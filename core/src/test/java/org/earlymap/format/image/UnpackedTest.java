// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.earlymap.format.compress.Compression;
import org.earlymap.testing.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

class UnpackedTest {
  private static final byte[] IMAGE = new ImageWriter(0xa, 300_000, 0x400000).bytes();

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "xz", "bzip2", "lz4", "lzma"})
  void takesEveryWrappingOff(String compression) throws Exception {
    byte[] packed = pack(compression, IMAGE);
    for (byte[] file : new byte[][] {packed, sized(packed), zboot(compression, sized(packed))}) {
      Unpacked unpacked = Unpacked.of(Bytes.of("vmlinuz", file));
      assertThat(unpacked.bytes().copy(0, IMAGE.length)).isEqualTo(IMAGE);
      assertThat(unpacked.bytes().size()).isEqualTo(IMAGE.length);
      assertThat(unpacked.isElf()).isFalse();
      assertThat(String.join(" ", unpacked.layers())).endsWith(compression + " Image");
    }
  }

  @Test
  void leavesARawImageAlone() {
    Unpacked unpacked = Unpacked.of(Bytes.of("Image", IMAGE));
    assertThat(unpacked.layers()).containsExactly("Image");
    ImageHeader header = ImageHeader.read(unpacked.bytes());
    assertThat(header).isEqualTo(new ImageHeader(0, 0x400000, 0xa));
    assertThat(header.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "xz", "bzip2", "lz4", "lzma"})
  void refusesWhatIsCutOrDamaged(String compression) throws Exception {
    byte[] packed = pack(compression, Arrays.copyOf(IMAGE, 20_000));
    for (int length = 7; length < packed.length; length += 211) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> Unpacked.of(Bytes.of("cut", cut)))
          .as("cut to %d", length)
          .isInstanceOf(FormatException.class)
          .hasMessageNotContaining("null");
    }
    for (int at = 6; at < packed.length; at += 97) {
      byte[] bad = packed.clone();
      bad[at] ^= 0x55;
      try {
        Unpacked.of(Bytes.of("bad", bad));
      } catch (FormatException e) {
        assertThat(e.getMessage()).startsWith("bad");
      }
    }
  }

  @Test
  void unpacksNoMoreThanMemoryHolds() {
    assertThat(Compression.limit(1 << 20, 4L << 30)).isEqualTo(64 << 20);
    assertThat(Compression.limit(64 << 20, 4L << 30)).isEqualTo(512 << 20);
    assertThat(Compression.limit(64 << 20, 96 << 20)).isEqualTo(32 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "xz", "bzip2", "lz4", "lzma"})
  void refusesABomb(String compression) throws Exception {
    byte[] packed = pack(compression, new byte[40 << 20]);
    assertThatThrownBy(() -> Unpacked.of(Bytes.of("bomb", packed)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("16777216");
  }

  @Test
  void refusesAFrameThatStatesMoreThanItHas() throws Exception {
    byte[] packed = pack("zstd", IMAGE);
    ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).putInt(5, Integer.MAX_VALUE);
    assertThatThrownBy(() -> Unpacked.of(Bytes.of("liar", packed)))
        .isInstanceOf(FormatException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "02214c18, lz4 data is cut short",
    "04224d18, lz4",
    "425a6839, bzip2",
    "894c5a4f, lzop",
    "5d000080, lzma",
    "27051956, uImage",
    "d00dfeed, FIT",
    "00000000, no kernel",
    "4d5a0000, EFI program"
  })
  void namesWhatItCannotRead(String start, String expected) {
    byte[] file = new byte[1000];
    ByteBuffer.wrap(file).putInt(Integer.parseUnsignedInt(start, 16));
    assertThatThrownBy(() -> Unpacked.of(Bytes.of("file", file)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void checksTheHeaderOfAnImage() {
    byte[] image = new ImageWriter(0xa, 4096, 100).bytes();
    assertThatThrownBy(() -> ImageHeader.read(Bytes.of("Image", image)))
        .hasMessageContaining("0x64 bytes of memory, but the image has 0x1000");
    for (long size : new long[] {0, 63, -1, 1L << 40}) {
      byte[] bad = new ImageWriter(0xa, 4096, size).bytes();
      assertThatThrownBy(() -> ImageHeader.read(Bytes.of("Image", bad)))
          .isInstanceOf(FormatException.class);
    }
    assertThatThrownBy(
            () -> ImageHeader.read(Bytes.of("Image", Arrays.copyOf(IMAGE, ImageHeader.SIZE - 1))))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void checksTheZbootHeader() throws Exception {
    byte[] whole = zboot("gzip", pack("gzip", IMAGE));
    for (int length = 4; length < whole.length; length += 1009) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Unpacked.of(Bytes.of("vmlinuz.efi", cut)))
          .isInstanceOf(FormatException.class);
    }
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -16);
    assertThatThrownBy(() -> Unpacked.of(Bytes.of("vmlinuz.efi", whole)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("EFI zboot payload");
  }

  private static byte[] pack(String compression, byte[] bytes) throws IOException {
    if (compression.equals("zstd")) {
      byte[] packed = new byte[bytes.length + 10_000];
      int size = new ZstdCompressor().compress(bytes, 0, bytes.length, packed, 0, packed.length);
      return Arrays.copyOf(packed, size);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = packer(compression, packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static OutputStream packer(String compression, OutputStream packed) throws IOException {
    return switch (compression) {
      case "gzip" -> new GZIPOutputStream(packed);
      case "bzip2" -> new BZip2CompressorOutputStream(packed);
      case "lz4" -> new FramedLZ4CompressorOutputStream(packed);
      case "lzma" -> new LZMAOutputStream(packed, new LZMA2Options(1), -1);
      default -> new XZOutputStream(packed, new LZMA2Options(1), XZ.CHECK_CRC32);
    };
  }

  /** With the size behind it, as the kernel's build appends it. */
  private static byte[] sized(byte[] packed) {
    byte[] sized = Arrays.copyOf(packed, packed.length + 4);
    ByteBuffer.wrap(sized).order(ByteOrder.LITTLE_ENDIAN).putInt(packed.length, IMAGE.length);
    return sized;
  }

  private static byte[] zboot(String compression, byte[] payload) {
    ByteBuffer file = ByteBuffer.allocate(0x1000 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("MZ\0\0zimg".getBytes(StandardCharsets.ISO_8859_1));
    file.putInt(0x1000).putInt(payload.length - 4).putLong(0);
    file.put(compression.getBytes(StandardCharsets.ISO_8859_1));
    return file.put(0x1000, payload).array();
  }
}
