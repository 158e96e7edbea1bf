// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What went wrong with a file, told of the file that the user named. */
public final class FileTrouble {
  private FileTrouble() {}

  /** Why, in words. */
  static String reason(FileSystemException exception) {
    if (exception instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (exception instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (exception instanceof NotDirectoryException) {
      return "this is not a folder";
    }
    if (exception instanceof FileAlreadyExistsException) {
      return "this exists already";
    }
    String reason = exception.getReason();
    return reason == null ? "the file system refuses it" : reason;
  }

  /** The same trouble, told of {@code named} and not of a file on the way there. */
  public static FileSystemException of(Path named, IOException exception) {
    String reason =
        exception instanceof FileSystemException other
            ? reason(other)
            : String.valueOf(exception.getMessage());
    FileSystemException namedTrouble =
        new FileSystemException(named.toString(), null, "cannot be written: " + reason);
    namedTrouble.initCause(exception);
    return namedTrouble;
  }

  /**
   * Checks that {@code folder} is one or could be made.
   *
   * @throws NotDirectoryException where it, or what it would lie in, is a file
   */
  public static void checkFolder(Path folder) throws NotDirectoryException {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (isSomethingElse(at)) {
        throw new NotDirectoryException(at.toString());
      }
    }
  }

  /** Asked once: another run may put a folder aside between two questions. */
  private static boolean isSomethingElse(Path folder) {
    try {
      return !Files.readAttributes(folder, BasicFileAttributes.class).isDirectory();
    } catch (IOException e) {
      return false;
    }
  }
}
