// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An initramfs whose only program prints the kernel's own {@code kernel_page_tables} to the console
 * and ends.
 */
final class TinyInitramfs {
  /** What the program prints last. */
  static final String END = "== end";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int DIRECTORY = 0040755;
  private static final int PROGRAM = 0100755;
  private static final int CHARACTER_DEVICE = 0020600;

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private int inode;

  private TinyInitramfs() {}

  /** Assembles the program and packs it into {@code folder}. */
  static Path write(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("init.S");
    try (var in = TinyInitramfs.class.getResourceAsStream("print-page-tables.S")) {
      Files.write(source, in.readAllBytes());
    }
    Path program = folder.resolve("init");
    Tool.run(
        folder,
        LIMIT,
        List.of(
            "aarch64-linux-gnu-gcc",
            "-nostdlib",
            "-static",
            "-Wl,--build-id=none",
            "-Wl,-z,max-page-size=65536",
            "-o",
            program.toString(),
            source.toString()));
    TinyInitramfs files = new TinyInitramfs();
    files.entry("dev", DIRECTORY, 0, 0, new byte[0]);
    files.entry("dev/console", CHARACTER_DEVICE, 5, 1, new byte[0]);
    files.entry("debug", DIRECTORY, 0, 0, new byte[0]);
    files.entry("init", PROGRAM, 0, 0, Files.readAllBytes(program));
    files.entry("TRAILER!!!", 0, 0, 0, new byte[0]);
    return Files.write(folder.resolve("initramfs"), files.archive.toByteArray());
  }

  /** An entry of the format {@code newc} (the kernel's buffer-format.rst). */
  private void entry(String name, int mode, int major, int minor, byte[] contents) {
    int[] fields = {
      inode++, mode, 0, 0, 1, 0, contents.length, 0, 0, major, minor, name.length() + 1, 0
    };
    StringBuilder header = new StringBuilder("070701");
    for (int field : fields) {
      header.append(String.format("%08x", field));
    }
    archive.writeBytes((header + name + "\0").getBytes(StandardCharsets.US_ASCII));
    pad();
    archive.writeBytes(contents);
    pad();
  }

  private void pad() {
    while (archive.size() % 4 != 0) {
      archive.write(0);
    }
  }
}
