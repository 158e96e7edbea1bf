// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.earlymap.Range;
import org.earlymap.a64.BoardMemory;
import org.earlymap.file.Drafts;
import org.earlymap.file.ReplacedFile;
import org.earlymap.file.WriteTarget;

/** A board's memory as a file that has holes where nothing was ever written. */
final class MemoryFile {
  private MemoryFile() {}

  /**
   * Checks what can be known before there is anything to write.
   *
   * @throws FileSystemException where {@code target} is no regular file, or may not be written
   */
  static void check(Path target) throws IOException {
    ReplacedFile.check(target);
    Path real = WriteTarget.real(target);
    if (Files.exists(real) && !Files.isRegularFile(real)) {
      throw new FileSystemException(
          target.toString(), null, "not a regular file: memory is written with holes");
    }
  }

  /**
   * Writes memory from the lowest bank's first byte to the highest bank's last, beside the target
   * and then in its place.
   */
  static void write(Path target, BoardMemory memory, List<Range> banks) throws IOException {
    long base = banks.get(0).start();
    long end = banks.get(banks.size() - 1).end();
    check(target);
    Path real = WriteTarget.real(target).toAbsolutePath();
    Path draft = Files.createTempFile(real.getParent(), Drafts.prefix(nameOf(real)), "");
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
      Files.move(draft, real, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }
}
