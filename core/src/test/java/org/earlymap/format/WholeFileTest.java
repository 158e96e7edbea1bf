// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aFileOfTheGreatestSizeIsReadAndALargerOneIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[1024]);
    assertThat(WholeFile.bytes(file, 1024, "a sweep")).hasSize(1024);
    assertThatThrownBy(() -> WholeFile.bytes(file, 1023, "a sweep"))
        .isInstanceOf(FormatException.class)
        .hasMessage(file + ": offset 0x3ff: found more than 1023 bytes, expected a sweep");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceWithoutAnEndIsReadUpToTheLimit() {
    assertThatThrownBy(() -> WholeFile.text(Path.of("/dev/zero"), 1 << 20, "a manifest"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("/dev/zero: offset 0x100000: found more than 1 MiB");
  }

  @Test
  void aFolderIsNamed() {
    assertThatThrownBy(() -> WholeFile.text(folder, 1, "a layout"))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": this is a folder, expected a layout");
    assertThatThrownBy(() -> Bytes.map(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(folder + ": this is a folder");
  }

  @Test
  void theByteThatIsNotUtf8IsNamed() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[] {'a', 'b', (byte) 0xc3, '('});
    assertThatThrownBy(() -> WholeFile.text(file, 16, "a sweep"))
        .isInstanceOf(FormatException.class)
        .hasMessage(file + ": offset 0x2: found bytes that are not UTF-8, expected a sweep");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPipeIsReadAsAKernelWouldBe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.write(pipe, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    writer.start();
    Bytes bytes = Bytes.map(pipe);
    writer.join();
    assertThat(bytes.size()).isEqualTo(8);
    assertThat(bytes.u64(0)).isEqualTo(0x0807060504030201L);
  }

  @Test
  void aNegativeSizeIsSaidToBeOne() {
    Bytes bytes = Bytes.of("file", new byte[8]);
    assertThatThrownBy(() -> bytes.copy(0, -3))
        .isInstanceOf(FormatException.class)
        .hasMessage("file: offset 0x0: found a size of -3 bytes, expected 0 or more");
  }
}
