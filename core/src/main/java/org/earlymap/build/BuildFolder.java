// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.earlymap.file.Drafts;
import org.earlymap.file.FilePermissions;
import org.earlymap.file.MountPoints;
import org.earlymap.file.RunLock;
import org.earlymap.file.WriteTarget;

/**
 * A folder for a build, taken by one run until it is closed. What was there before stays whole
 * until the new build is, and a run that was killed between is put right by the next one.
 *
 * <p>A folder that holds nothing but a build is replaced as a whole: it is renamed aside and the
 * new one to its place. Where it holds other files too, or cannot be renamed, the new build's
 * folder gets a fixed name within it, which is the decision, and its files are moved from there,
 * the manifest last.
 */
final class BuildFolder implements AutoCloseable {
  /** A complete build within its folder, whose files are on their way to their places. */
  private static final String DECIDED = ".earlymap-decided";

  private static final String LOCK = "lock";
  private static final String ASIDE = ".old";
  private static final String INSIDE = ".earlymap-";

  private final Path folder;
  private final RunLock lock;
  private final Path beside;
  private final String prefix;

  private BuildFolder(Path folder, RunLock lock, Path beside, String prefix) {
    this.folder = folder;
    this.lock = lock;
    this.beside = beside;
    this.prefix = prefix;
  }

  /**
   * Takes {@code directory}, which need not exist, and puts right what runs before have left.
   *
   * @throws FileSystemException where another run has it, or its {@code manifest.json} is not one
   *     of a build
   */
  static BuildFolder take(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    Path folder = WriteTarget.real(directory);
    BuildFolder taken =
        tryTake(folder)
            .orElseThrow(
                () ->
                    new FileSystemException(
                        directory.toString(), null, "another run of earlymap writes here"));
    try {
      taken.putRight();
      PreviousBuild.checkOwn(folder.resolve(BuildManifest.FILE_NAME));
      return taken;
    } catch (IOException | RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  /**
   * Puts right what a run that was killed has left of {@code directory}. Where that cannot be done,
   * for want of rights or because a run is at work, nothing happens.
   */
  static void recover(Path directory) {
    try {
      Path folder = WriteTarget.real(directory);
      Optional<BuildFolder> taken = isLeftOver(folder) ? tryTake(folder) : Optional.empty();
      if (taken.isPresent()) {
        try (BuildFolder own = taken.get()) {
          own.putRight();
        }
      }
    } catch (IOException e) {
      // Whoever wants to read the folder says what is missing.
      return;
    }
  }

  private static boolean isLeftOver(Path folder) throws IOException {
    if (Files.exists(folder.resolve(DECIDED))) {
      return true;
    }
    Path parent = folder.getParent();
    if (parent == null || Files.exists(folder)) {
      return false;
    }
    return list(parent).stream().anyMatch(file -> isAside(file, prefix(folder)));
  }

  private static Optional<BuildFolder> tryTake(Path folder) throws IOException {
    Path parent = folder.getParent();
    boolean outside = parent != null && Files.isWritable(parent);
    Path beside = outside && parent != null ? parent : folder;
    String prefix = outside ? prefix(folder) : INSIDE;
    return RunLock.tryTake(beside.resolve(prefix + LOCK))
        .map(lock -> new BuildFolder(folder, lock, beside, prefix));
  }

  private static String prefix(Path folder) {
    return Drafts.prefix(String.valueOf(folder.getFileName()));
  }

  /** A new folder of no fixed name, on the same file system, for the new build's files. */
  Path draft() throws IOException {
    return isReplacedWhole() ? Drafts.folder(beside, prefix) : Drafts.folder(folder, INSIDE);
  }

  /** Where the new build's drafts lie, to ask how much room is there. */
  Path store() {
    return Files.isDirectory(folder) ? folder : beside;
  }

  /** Puts the build in {@code draft} in place. */
  void commit(Path draft) throws IOException {
    if (draft.startsWith(folder)) {
      Drafts.run(
          () -> {
            Drafts.move(draft, folder.resolve(DECIDED));
            moveDecided();
          });
      return;
    }
    Path aside = draft.resolveSibling(draft.getFileName() + ASIDE);
    Drafts.run(
        () -> {
          exchange(draft, aside);
          PreviousBuild.deleteBuild(aside);
        });
  }

  private void exchange(Path draft, Path aside) throws IOException {
    if (!Files.exists(folder)) {
      Drafts.move(draft, folder);
      return;
    }
    FilePermissions.copy(folder, draft);
    Drafts.move(folder, aside);
    try {
      Drafts.move(draft, folder);
    } catch (IOException e) {
      Drafts.move(aside, folder);
      throw e;
    }
  }

  private void putRight() throws IOException {
    for (Path file : list(beside)) {
      if (isAside(file, prefix)) {
        if (Files.exists(folder)) {
          PreviousBuild.deleteBuild(file);
        } else {
          Drafts.run(() -> Drafts.move(file, folder));
        }
      }
    }
    for (Path file : list(beside)) {
      if (Drafts.isRandomName(String.valueOf(file.getFileName()), prefix)) {
        Drafts.delete(file);
      }
    }
    for (Path file : list(folder)) {
      if (Drafts.isRandomName(String.valueOf(file.getFileName()), INSIDE)) {
        Drafts.delete(file);
      }
    }
    if (Files.isDirectory(folder.resolve(DECIDED), LinkOption.NOFOLLOW_LINKS)) {
      Drafts.run(this::moveDecided);
    }
  }

  private static boolean isAside(Path file, String prefix) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(ASIDE)
        && Drafts.isRandomName(name.substring(0, name.length() - ASIDE.length()), prefix);
  }

  /** Each step can be the last of a run and the first of the next. */
  private void moveDecided() throws IOException {
    Path decided = folder.resolve(DECIDED);
    Path manifest = folder.resolve(BuildManifest.FILE_NAME);
    Path next = decided.resolve(BuildManifest.FILE_NAME);
    Path replaced = decided.resolve(BuildManifest.FILE_NAME + ASIDE);
    if (Files.exists(next)) {
      if (Files.exists(manifest) && !Files.exists(replaced)) {
        Drafts.move(manifest, replaced);
      }
      for (Path file : list(decided)) {
        if (!file.equals(next) && !file.equals(replaced)) {
          Drafts.move(file, folder.resolve(String.valueOf(file.getFileName())));
        }
      }
      Drafts.move(next, manifest);
    }
    if (Files.exists(replaced)) {
      Set<String> stale = PreviousBuild.of(replaced);
      stale.removeAll(PreviousBuild.of(manifest));
      for (String file : stale) {
        Files.deleteIfExists(folder.resolve(file));
      }
    }
    Drafts.delete(decided);
  }

  /** Whether the folder can be renamed, and holds nothing that is not of a build. */
  private boolean isReplacedWhole() throws IOException {
    if (beside.equals(folder)) {
      return false;
    }
    if (!Files.exists(folder)) {
      return true;
    }
    Path working = Path.of("").toRealPath();
    if (working.startsWith(folder) || MountPoints.has(folder)) {
      return false;
    }
    Path manifest = folder.resolve(BuildManifest.FILE_NAME);
    Set<String> own = new HashSet<>(Files.exists(manifest) ? PreviousBuild.of(manifest) : Set.of());
    own.add(BuildManifest.FILE_NAME);
    for (Path file : list(folder)) {
      if (!own.contains(String.valueOf(file.getFileName()))) {
        return false;
      }
    }
    return true;
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return files;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
