// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Folders where another file system begins, which cannot be renamed. */
public final class MountPoints {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final int NAME_FIELD = 1;

  private MountPoints() {}

  /**
   * Whether something is mounted at {@code folder}.
   *
   * @param folder an existing folder's real path
   */
  public static boolean has(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent == null || !device(folder).equals(device(parent))) {
      return true;
    }
    if (!Files.isReadable(MOUNTS)) {
      return false;
    }
    // Blanks and control characters are octal there, and each byte is a character here.
    List<String> lines = Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1);
    byte[] bytes = folder.toString().getBytes(StandardCharsets.UTF_8);
    String name =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .replace("\\", "\\134")
            .replace(" ", "\\040")
            .replace("\t", "\\011")
            .replace("\n", "\\012");
    return lines.stream().map(line -> line.split(" ")).anyMatch(line -> isAt(line, name));
  }

  /** What tells file systems apart; where Unix's number is, it is known in a {@code chroot} too. */
  private static Object device(Path folder) throws IOException {
    return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? Files.getAttribute(folder, "unix:dev")
        : Files.getFileStore(folder);
  }

  private static boolean isAt(String[] line, String name) {
    return line.length > NAME_FIELD && line[NAME_FIELD].equals(name);
  }
}
