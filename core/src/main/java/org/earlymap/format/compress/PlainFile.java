// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.compress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.earlymap.format.Bytes;

/** Files as they are before somebody compressed them: {@code config.gz}, {@code System.map.xz}. */
public final class PlainFile {
  private PlainFile() {}

  /**
   * Maps a file, or unpacks it where it starts as one that is compressed.
   *
   * @throws org.earlymap.format.FormatException where it is damaged or unpacks to too much
   */
  public static Bytes map(Path file) throws IOException {
    return of(Bytes.map(file));
  }

  /** The bytes, unpacked where they start as ones that are compressed. */
  public static Bytes of(Bytes bytes) {
    Optional<Compression> compression = Compression.of(bytes);
    return compression.isPresent() ? compression.get().unpack(bytes) : bytes;
  }
}
