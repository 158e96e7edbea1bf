// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbols of every kind of file, where the image lies. */
class PlacedSymbolsTest {
  private static final String MAP =
      """
      ffffa1b2c0000000 T _text
      ffffa1b2c0010000 T _stext
      ffffa1b2c0020040 t helper
      ffffa1b2c0500000 B _end
      ffffa1b280000000 t in_a_module\t[fuse]
      """;

  @TempDir Path folder;

  @Test
  void ofAMachinesKallsymsCompressed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(MAP.getBytes(StandardCharsets.UTF_8));
    }
    PlacedSymbols symbols =
        PlacedSymbols.read(Files.write(folder.resolve("kallsyms.gz"), packed.toByteArray()));
    assertThat(symbols.text()).isEqualTo(0xffffa1b2_c000_0000L);
    assertThat(symbols.address("helper")).hasValue(0xffffa1b2_c002_0040L);
    assertThat(symbols.nameOf(0xffffa1b2_c002_0044L)).contains("helper+0x4");
    assertThat(symbols.nameOf(0xffffa1b2_c001_0000L)).contains("_stext");
    assertThat(symbols.nameOf(0xffffa1b2_c050_0000L)).isEmpty();
    assertThat(symbols.nameOf(0xffffa1b2_bfff_ffffL)).isEmpty();
    assertThat(symbols.at(0x1000).nameOf(0x2_1044)).contains("helper+0x4");
  }

  @Test
  void ofAVmlinux() throws IOException {
    PlacedSymbols symbols =
        PlacedSymbols.read(Path.of("../samples/kernel/booting/vmlinux-booting"));
    assertThat(symbols.text()).isEqualTo(0xffff_8000_8000_0000L);
    long start = symbols.address("start_kernel").orElseThrow();
    assertThat(symbols.nameOf(start + 8)).contains("start_kernel+0x8");
  }

  @Test
  void hiddenAddressesAndFilesWithoutSymbolsAreRefused() throws IOException {
    Path hidden =
        Files.writeString(
            folder.resolve("hidden"), MAP.replaceAll("ffff[0-9a-f]{12}", "0".repeat(16)));
    assertThatThrownBy(() -> PlacedSymbols.read(hidden))
        .isInstanceOf(MissingSymbolException.class)
        .hasMessageContaining("_text");
    Path other = Files.writeString(folder.resolve("other"), "no symbols are in here at all");
    assertThatThrownBy(() -> PlacedSymbols.read(other)).hasMessageContaining("no kernel");
  }
}
