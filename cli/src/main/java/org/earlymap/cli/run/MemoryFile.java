// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.a64.BoardMemory;

/** A board's memory as a file that has holes where nothing was ever written. */
final class MemoryFile {
  private MemoryFile() {}

  /**
   * Writes memory from the lowest bank's first byte to the highest bank's last, beside the target
   * and then in its place.
   */
  static void write(Path target, BoardMemory memory, List<Range> banks) throws IOException {
    long base = banks.get(0).start();
    long end = banks.get(banks.size() - 1).end();
    Path folder = target.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, "." + target.getFileName(), ".part");
    try {
      try (FileChannel file =
          FileChannel.open(
              draft,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.SPARSE)) {
        byte[] chunk = new byte[BoardMemory.CHUNK];
        for (Range range : memory.touched()) {
          for (long pa = range.start(); pa < range.end(); pa += chunk.length) {
            int size = (int) Math.min(chunk.length, range.end() - pa);
            memory.read(pa, chunk, 0, size);
            file.write(ByteBuffer.wrap(chunk, 0, size), pa - base);
          }
        }
        if (file.size() < end - base) {
          file.write(ByteBuffer.wrap(new byte[1]), end - base - 1);
        }
      }
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
