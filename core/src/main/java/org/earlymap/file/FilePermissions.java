// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Who may read and write what is replaced. */
public final class FilePermissions {
  private FilePermissions() {}

  /** Gives {@code draft} those of {@code old}; where there is no old one it keeps its own. */
  public static void copy(Path old, Path draft) throws IOException {
    try {
      Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(old));
    } catch (NoSuchFileException | UnsupportedOperationException e) {
      // A new one has those that the system gives it.
      return;
    }
  }
}
