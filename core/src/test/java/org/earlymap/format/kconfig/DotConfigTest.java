// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.kconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.earlymap.format.Bytes;
import org.earlymap.format.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotConfigTest {
  private static final String TEXT =
      """
      #
      # Automatically generated file; DO NOT EDIT.
      # Linux/arm64 6.12.117 Kernel Configuration
      #
      CONFIG_ARM64_4K_PAGES=y

      CONFIG_NR_CPUS=512
      CONFIG_KASAN_SHADOW_OFFSET=0xdfff800000000000
      CONFIG_CMDLINE="a=\\"b\\" c:\\\\d"
      CONFIG_EMPTY=""
      CONFIG_MODULE=m\r
      # CONFIG_BTI is not set
      """;

  @Test
  void readsWhatKconfigWrites() {
    DotConfig config = read(TEXT);
    assertThat(config.release()).hasValue("6.12.117");
    assertThat(config.options())
        .containsEntry("ARM64_4K_PAGES", "y")
        .containsEntry("NR_CPUS", "512")
        .containsEntry("KASAN_SHADOW_OFFSET", "0xdfff800000000000")
        .containsEntry("CMDLINE", "a=\"b\" c:\\d")
        .containsEntry("EMPTY", "")
        .containsEntry("MODULE", "m")
        .containsEntry("BTI", "n")
        .hasSize(7);
  }

  @Test
  void hasNoReleaseWithoutAHeader() {
    assertThat(read("CONFIG_A=y\n").release()).isEmpty();
    assertThat(read("").options()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONFIG_A",
        "CONFIG_=y",
        "A=y",
        "CONFIG_A=\"open",
        "CONFIG_A=\"open\\\"",
        "\0\1\2",
        "# Linux/x86 6.12.117 Kernel Configuration"
      })
  void refusesWhatKconfigWouldNotWrite(String line) {
    assertThatThrownBy(() -> read("CONFIG_B=y\n" + line + "\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("the.config: offset 0x");
  }

  @Test
  void findsTheCopyInAKernel() throws Exception {
    byte[] kernel = kernelWith(gzip(TEXT));
    assertThat(EmbeddedConfig.find(Bytes.of("Image", kernel)).flatMap(DotConfig::release))
        .hasValue("6.12.117");
    assertThat(EmbeddedConfig.find(Bytes.of("Image", new byte[1000]))).isEqualTo(Optional.empty());
  }

  @Test
  void refusesADamagedCopy() throws Exception {
    byte[] packed = gzip(TEXT);
    for (int length = 10; length < packed.length; length++) {
      byte[] kernel = kernelWith(Arrays.copyOf(packed, length));
      assertThatThrownBy(() -> EmbeddedConfig.find(Bytes.of("Image", kernel)))
          .as("cut to %d bytes", length)
          .isInstanceOf(FormatException.class);
    }
    byte[] endless = Arrays.copyOf(kernelWith(packed), 160000 + 8 + packed.length);
    assertThatThrownBy(() -> EmbeddedConfig.find(Bytes.of("Image", endless)))
        .hasMessageContaining("IKCFG_ED");
  }

  @Test
  void refusesACopyThatExpandsWithoutEnd() throws Exception {
    byte[] kernel = kernelWith(gzip("#".repeat(DotConfig.MOST_BYTES + 1)));
    assertThatThrownBy(() -> EmbeddedConfig.find(Bytes.of("Image", kernel)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("inflates to more than 16777216 bytes");
  }

  private static DotConfig read(String text) {
    return DotConfig.read(Bytes.of("the.config", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] kernelWith(byte[] packed) throws IOException {
    ByteArrayOutputStream kernel = new ByteArrayOutputStream();
    kernel.write(new byte[160000]);
    kernel.write("IKCFG_ST".getBytes(StandardCharsets.UTF_8));
    kernel.write(packed);
    kernel.write("IKCFG_ED".getBytes(StandardCharsets.UTF_8));
    return kernel.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
