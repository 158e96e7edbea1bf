// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that one run, of all on this machine, works on something. The lock ends with its process,
 * however that ends; the file that carries it is removed by the one who holds it.
 */
public final class RunLock implements AutoCloseable {
  private static final Set<Path> HELD = new HashSet<>();
  private static final int ATTEMPTS = 64;
  private static final int LARGEST = 0xfffff;

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock that {@code file} carries; empty where another run, or another thread of this
   * one, has it.
   *
   * @param file a file that has no other purpose, in a folder whose real path this is
   */
  public static Optional<RunLock> tryTake(Path file) throws IOException {
    synchronized (HELD) {
      if (!HELD.add(file)) {
        return Optional.empty();
      }
    }
    Optional<RunLock> taken = Optional.empty();
    try {
      taken = Drafts.call(() -> take(file));
      return taken;
    } finally {
      if (taken.isEmpty()) {
        forget(file);
      }
    }
  }

  /**
   * A file that its holder removed between the opening and the locking carries nothing: then the
   * next attempt opens a new one.
   */
  private static Optional<RunLock> take(Path file) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      boolean kept = false;
      try {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
          return Optional.empty();
        }
        if (isOpen(file, channel)) {
          kept = true;
          Drafts.add(file);
          return Optional.of(new RunLock(file, channel));
        }
      } finally {
        if (!kept) {
          channel.close();
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether the file of that name is the open one: it has the size that this run has just given it.
   * To open it once more and close it would give up the lock.
   */
  private static boolean isOpen(Path file, FileChannel channel) throws IOException {
    long size = 1 + (System.nanoTime() & LARGEST);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    try {
      return Files.size(file) == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void forget(Path file) {
    synchronized (HELD) {
      HELD.remove(file);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Drafts.drop(file);
      channel.close();
    } finally {
      forget(file);
    }
  }
}
