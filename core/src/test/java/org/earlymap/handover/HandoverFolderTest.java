// SPDX-License-Identifier: Apache-2.0
package org.earlymap.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.InputException;
import org.earlymap.format.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverFolderTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    MemoryPiece piece = new MemoryPiece(0x4000_0000L, Bytes.of("memory", new byte[] {1, 2, 3, 4}));
    new HandoverFolder(
            folder,
            Optional.of(Bytes.of("fdt", new byte[] {5})),
            Map.of("X0", -1L, "SCTLR_EL1", 1L),
            List.of(piece))
        .write();
    HandoverFolder read = HandoverFolder.read(folder);
    assertThat(read.registers())
        .containsExactlyInAnyOrderEntriesOf(Map.of("X0", -1L, "SCTLR_EL1", 1L));
    assertThat(read.fdt().orElseThrow().u8(0)).isEqualTo(5);
    assertThat(read.read(0x4000_0001L, 2).u16(0)).isEqualTo(0x302);
    assertThatThrownBy(() -> read.read(0x4000_0002L, 3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("0x0000000040000002..0x0000000040000005 is not in the folder");
  }

  @Test
  void whatIsNotUnderstoodIsRefused() throws Exception {
    assertThatThrownBy(() -> HandoverFolder.read(folder.resolve("none")))
        .hasMessageContaining("expected a folder");
    Files.writeString(folder.resolve("registers"), "X0=0x1\nX1 is 2\n");
    assertThatThrownBy(() -> HandoverFolder.read(folder))
        .hasMessageContaining("line 2: found 'X1 is 2', expected NAME=0x…");
    Files.delete(folder.resolve("registers"));
    Path memory = Files.createDirectory(folder.resolve("memory"));
    Files.write(memory.resolve("0x1000"), new byte[32]);
    Files.write(memory.resolve("0x1010"), new byte[32]);
    assertThatThrownBy(() -> HandoverFolder.read(folder)).hasMessageContaining("is there twice");
    Files.move(memory.resolve("0x1010"), memory.resolve("other"));
    assertThatThrownBy(() -> HandoverFolder.read(folder))
        .hasMessageContaining("whose name is a physical address");
  }
}
