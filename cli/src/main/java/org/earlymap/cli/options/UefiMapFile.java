// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.earlymap.format.Bytes;
import org.earlymap.format.uefi.UefiLog;
import org.earlymap.format.uefi.UefiMemoryMap;

/** A file with a memory map, in either of its forms. */
final class UefiMapFile {
  private static final int MOST_TEXT = 16 << 20;
  private static final byte[] PREFIX = "efi: ".getBytes(StandardCharsets.US_ASCII);

  private UefiMapFile() {}

  /**
   * Reads raw descriptors or a log.
   *
   * @throws org.earlymap.format.FormatException where it is neither
   */
  static UefiMemoryMap read(Path file) throws IOException {
    Bytes bytes = Bytes.map(file);
    long size = Math.min(bytes.size(), MOST_TEXT);
    if (bytes.find(PREFIX, 0, size) >= 0) {
      return UefiLog.memoryMap(
          file.toString(), new String(bytes.copy(0, (int) size), StandardCharsets.UTF_8));
    }
    return UefiMemoryMap.read(bytes);
  }
}
