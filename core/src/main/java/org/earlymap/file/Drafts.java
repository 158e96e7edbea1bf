// SPDX-License-Identifier: Apache-2.0
package org.earlymap.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * What is being written and is not in place yet. When the program is ended, drafts are removed, a
 * move that has begun is finished, and no other begins.
 */
public final class Drafts {
  /** Between a target's name and a draft's own part. */
  static final String MARK = ".earlymap-";

  /**
   * The system property that makes every move wait so many milliseconds first, for tests of what
   * happens between two of them.
   */
  public static final String SLOW_MOVES = "earlymap.slow.moves";

  private static final int RANDOM_BYTES = 8;
  private static final int MOST_NAME_BYTES = 180;
  private static final int ATTEMPTS = 8;
  private static final Object LOCK = new Object();
  private static final Set<Path> LIVE = new HashSet<>();
  private static boolean ended;

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(Drafts::end, "drafts"));
    } catch (IllegalStateException e) {
      ended = true;
    }
  }

  /** Moves that belong together. */
  public interface Moves {
    void run() throws IOException;
  }

  /** Something that is found. */
  interface Finding<T> {
    T call() throws IOException;
  }

  private Drafts() {}

  /** What the names of the drafts of {@code name} start with. */
  public static String prefix(String name) {
    boolean fits = name.length() <= MOST_NAME_BYTES / 3;
    String shown = fits ? name : Integer.toHexString(name.hashCode());
    return "." + shown + MARK;
  }

  /** A name that nobody can foresee: {@code prefix} and 16 hexadecimal digits. */
  public static String randomName(String prefix) {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return prefix + HexFormat.of().formatHex(random);
  }

  /** Whether {@code name} is one of {@link #randomName}. */
  public static boolean isRandomName(String name, String prefix) {
    return name.length() == prefix.length() + 2 * RANDOM_BYTES
        && name.startsWith(prefix)
        && name.substring(prefix.length()).chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  /** Makes a folder with a name of its own in {@code parent}, to be given back by {@link #drop}. */
  public static Path folder(Path parent, String prefix) throws IOException {
    for (int attempt = 0; ; attempt++) {
      Path draft = parent.resolve(randomName(prefix));
      synchronized (LOCK) {
        stopIfEnded();
        try {
          Files.createDirectory(draft);
          LIVE.add(draft);
          return draft;
        } catch (FileAlreadyExistsException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  /** Says that {@code draft} is made by this run. */
  static void add(Path draft) {
    synchronized (LOCK) {
      stopIfEnded();
      LIVE.add(draft);
    }
  }

  /** Whether {@code draft} is made by this run. */
  static boolean isLive(Path draft) {
    synchronized (LOCK) {
      return LIVE.contains(draft);
    }
  }

  /**
   * Removes {@code draft}. The end of the program waits for it, so that nothing is left that no one
   * counts as live; once the program ends, what lies there may be another run's.
   */
  public static void drop(Path draft) throws IOException {
    synchronized (LOCK) {
      stopIfEnded();
      LIVE.remove(draft);
      delete(draft);
    }
  }

  /** Runs {@code moves} to their end, also where the program is ended meanwhile. */
  public static void run(Moves moves) throws IOException {
    synchronized (LOCK) {
      stopIfEnded();
      moves.run();
    }
  }

  /** The same for something that gives a value. */
  static <T> T call(Finding<T> finding) throws IOException {
    synchronized (LOCK) {
      stopIfEnded();
      return finding.call();
    }
  }

  /** Renames {@code from}; a file at {@code to} is replaced. */
  public static void move(Path from, Path to) throws IOException {
    long wait = Long.getLong(SLOW_MOVES, 0);
    if (wait > 0) {
      try {
        Thread.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes a file, or a folder and the files right in it; nothing that is deeper. */
  public static void delete(Path draft) throws IOException {
    if (Files.isDirectory(draft, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(draft)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      } catch (NoSuchFileException e) {
        return;
      }
    }
    Files.deleteIfExists(draft);
  }

  /**
   * Does not return where the program is being ended: whoever still works then would only report
   * that its drafts are gone.
   */
  public static void stopIfEnded() {
    synchronized (LOCK) {
      while (ended) {
        try {
          LOCK.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("the program is ending", e);
        }
      }
    }
  }

  private static void end() {
    synchronized (LOCK) {
      ended = true;
      for (Path draft : LIVE) {
        deleteInSpiteOfWriters(draft);
      }
    }
  }

  /** A thread that still runs may make another file there; the next attempt removes it too. */
  private static void deleteInSpiteOfWriters(Path draft) {
    boolean there = true;
    for (int i = 0; i < ATTEMPTS && there; i++) {
      try {
        delete(draft);
        there = false;
      } catch (IOException e) {
        there = Files.exists(draft, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}
