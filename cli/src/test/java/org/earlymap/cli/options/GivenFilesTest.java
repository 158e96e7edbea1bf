// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.testing.RealCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as people have them: compressed, and device trees as source. */
class GivenFilesTest {
  private static final Path SAMPLES = Path.of("../samples");

  @TempDir Path folder;

  @Test
  void aCompressedConfigurationIsTheSame() throws IOException {
    Path config = SAMPLES.resolve("kernel/config-4k-52");
    Path packed = Files.write(folder.resolve("config.gz"), gzip(Files.readAllBytes(config)));
    Invocation plain = Invocation.of("layout", "--config=" + config, "--release=6.12");
    Invocation same = Invocation.of("layout", "--config=" + packed, "--release=6.12");
    assertThat(same.err()).isEmpty();
    assertThat(same.out()).isEqualTo(plain.out()).isNotEmpty();
  }

  @Test
  void compressedMemoryAndRegisters() throws IOException {
    Path core = Files.write(folder.resolve("core"), RealCore.flattened());
    Path packed = Files.write(folder.resolve("core.gz"), gzip(RealCore.flattened()));
    Path registers =
        Files.write(folder.resolve("registers.gz"), gzip(Files.readAllBytes(RealCore.REGISTERS)));
    Invocation plain = Invocation.of("dump", core.toString());
    Invocation same = Invocation.of("dump", packed.toString(), "--registers=" + registers);
    assertThat(same.err()).isEmpty();
    assertThat(same.out()).isEqualTo(plain.out());
    Path page = Files.write(folder.resolve("page.gz"), gzip(new byte[4096]));
    Invocation walk =
        Invocation.of(
            "walk",
            page + "@0x40000000",
            "--tcr=0x2b5103510",
            "--ttbr1=0x40000000",
            "0xffff800080000000");
    assertThat(walk.out()).contains("translation fault at level 0");
  }

  /** Sixty-four times its size is what a file may unpack to, and 16 MiB in any case. */
  @Test
  void aBombIsRefused() throws IOException {
    Path bomb = Files.write(folder.resolve("bomb.gz"), gzip(new byte[40 << 20]));
    Invocation walk = Invocation.of("walk", bomb + "@0x40000000", "--tcr=0", "0");
    assertThat(walk.err()).contains("inflates to more than 16777216 bytes");
    assertThat(walk.code()).isEqualTo(ExitCode.TROUBLE);
  }

  /** Where dtc is not there the message says so; where it is, the machine is the source's. */
  @Test
  void aDeviceTreesSource() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("board.dts"),
            """
            /dts-v1/;
            / { #address-cells = <2>; #size-cells = <2>;
                memory@80000000 { device_type = "memory"; reg = <0 0x80000000 0 0x10000000>; };
                chosen { bootargs = "quiet"; }; };
            """);
    Invocation layout =
        Invocation.of(
            "layout",
            "--config=" + SAMPLES.resolve("kernel/config-4k-52"),
            "--release=6.12",
            "--dtb=" + source);
    if (layout.code() == ExitCode.TROUBLE) {
      assertThat(layout.err()).contains("dtc, which compiles it, is not here");
      return;
    }
    assertThat(layout.out()).contains("256 MiB");
    Files.writeString(source, "/dts-v1/;\\n/ { reg = ; };\\n");
    Invocation wrong =
        Invocation.of(
            "layout",
            "--config=" + SAMPLES.resolve("kernel/config-4k-52"),
            "--release=6.12",
            "--dtb=" + source);
    assertThat(wrong.err()).contains("dtc does not compile it").contains("board.dts");
    assertThat(wrong.err().lines()).hasSize(1);
  }

  /** Which could be any file of this machine, or one without an end. */
  @Test
  void aDeviceTreesSourceTakesNoOtherFiles() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("board.dts"), "/dts-v1/; / { x = /incbin/(\"/dev/zero\"); };");
    Invocation layout =
        Invocation.of(
            "layout",
            "--config=" + SAMPLES.resolve("kernel/config-4k-52"),
            "--release=6.12",
            "--dtb=" + source);
    assertThat(layout.err()).contains("takes bytes of other files (/incbin/)");
    assertThat(layout.code()).isEqualTo(ExitCode.TROUBLE);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
