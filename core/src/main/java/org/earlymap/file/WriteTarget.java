// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where something that is written really goes. */
public final class WriteTarget {
  private static final int MOST_LINKS = 40;

  private WriteTarget() {}

  /**
   * The path of {@code target} with all symbolic links followed, also where what it names does not
   * exist. Links of {@code /proc}, which are those of open files, are not followed.
   *
   * @throws java.nio.file.NoSuchFileException where the folder that it lies in does not exist
   * @throws FileSystemLoopException where links lead to each other
   */
  public static Path real(Path target) throws IOException {
    Path at = target.toAbsolutePath();
    for (int links = 0; links <= MOST_LINKS; links++) {
      Path parent = at.getParent();
      Path name = at.getFileName();
      if (parent == null || name == null || name.toString().equals("..")) {
        return at.toRealPath();
      }
      Path folder = parent.toRealPath();
      at = name.toString().equals(".") ? folder : folder.resolve(name);
      if (isOfProcess(at) || !Files.isSymbolicLink(at)) {
        return at;
      }
      at = folder.resolve(Files.readSymbolicLink(at));
    }
    throw new FileSystemLoopException(target.toString());
  }

  /** Whether {@code real} is a file that a process has open. */
  static boolean isOfProcess(Path real) {
    return real.startsWith("/proc");
  }
}
