// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that is replaced whole: its contents are written beside it, in a draft with a name of its
 * own, and moved into place. Links are followed. What is no regular file (a device, a pipe) is
 * written to as it is.
 */
public final class ReplacedFile {
  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  /** What is to be in the file. */
  public interface Contents {
    void writeTo(OutputStream out) throws IOException;
  }

  private ReplacedFile() {}

  /**
   * Writes {@code target}. Where that fails what was there before stays, unless it is a device or a
   * pipe.
   *
   * @throws FileSystemException where it is a folder or may not be written
   */
  public static void write(Path target, Contents contents) throws IOException {
    check(target);
    Path real = WriteTarget.real(target);
    boolean special = Files.exists(real) && !Files.isRegularFile(real);
    if (special || WriteTarget.isOfProcess(real)) {
      try (OutputStream out =
          Files.newOutputStream(real, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
        contents.writeTo(out);
      }
      return;
    }
    removeLeftOver(real);
    replace(real, contents);
  }

  /**
   * Checks what can be known before there is anything to write.
   *
   * @throws FileSystemException where {@code target} is a folder, or may not be written
   */
  public static void check(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "this is a folder");
    }
    if (Files.isRegularFile(target) && isReadOnly(target)) {
      throw new AccessDeniedException(target.toString(), null, "this file is read-only");
    }
  }

  /** Also for a user who may write everything: it is so marked. */
  private static boolean isReadOnly(Path file) throws IOException {
    try {
      return !Files.isWritable(file)
          || Files.getPosixFilePermissions(file).stream().noneMatch(WRITE::contains);
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  private static void replace(Path real, Contents contents) throws IOException {
    Draft draft = Draft.open(real);
    try (FileChannel channel = draft.channel()) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      contents.writeTo(out);
      out.flush();
      channel.force(false);
      FilePermissions.copy(real, draft.path());
      Drafts.run(() -> Drafts.move(draft.path(), real));
    } catch (IOException e) {
      Drafts.stopIfEnded();
      throw e;
    } finally {
      Drafts.drop(draft.path());
    }
  }

  /**
   * An open draft, locked as long as its run lives.
   *
   * @param path where it is
   * @param channel what is written to it
   */
  private record Draft(Path path, FileChannel channel) {
    private static final int ATTEMPTS = 16;

    static Draft open(Path real) throws IOException {
      String prefix = Drafts.prefix(String.valueOf(real.getFileName()));
      for (int attempt = 0; ; attempt++) {
        Path path = real.resolveSibling(Drafts.randomName(prefix));
        Drafts.add(path);
        try {
          FileChannel channel =
              FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          lock(channel);
          // Before it was locked another run may have taken it for left over.
          if (Files.exists(path)) {
            return new Draft(path, channel);
          }
          channel.close();
        } catch (FileAlreadyExistsException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }

    private static void lock(FileChannel channel) {
      try {
        channel.lock();
      } catch (IOException e) {
        // A file system without locks: nobody there can take a draft for left over either.
        return;
      }
    }
  }

  /** Removes the drafts of {@code real} whose runs are dead: nobody has locked them. */
  private static void removeLeftOver(Path real) {
    String prefix = Drafts.prefix(String.valueOf(real.getFileName()));
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(
            real.resolveSibling("."),
            file -> Drafts.isRandomName(String.valueOf(file.getFileName()), prefix))) {
      for (Path draft : drafts) {
        removeIfDead(real.resolveSibling(String.valueOf(draft.getFileName())));
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What cannot be listed or removed is in nobody's way: names are never used twice.
      return;
    }
  }

  private static void removeIfDead(Path draft) throws IOException {
    if (Drafts.isLive(draft)) {
      return;
    }
    try (FileChannel channel =
            FileChannel.open(draft, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(draft);
      }
    }
  }
}
