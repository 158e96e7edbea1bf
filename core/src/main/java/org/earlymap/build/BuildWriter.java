// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;

/**
 * Writes a build into a folder: everything is written beside it first and moved into place at the
 * end, the manifest last. A failure before that leaves what was there, and so does the end of the
 * program; once the moving has begun the program does not end before it is done. A machine that
 * stops within it leaves a folder without a manifest.
 */
public final class BuildWriter {
  private static final int DELETE_ATTEMPTS = 8;

  private final Path directory;
  private final Object moving = new Object();

  /** A writer into {@code directory}, which is made if it does not exist. */
  public BuildWriter(Path directory) {
    this.directory = directory;
  }

  /** Makes the manifest once the images' hashes are known. */
  public interface ManifestOf {
    BuildManifest images(List<BuildManifest.Image> images);
  }

  /**
   * Writes the images of {@code snapshot} and the manifest that {@code manifestOf} makes of them.
   *
   * @return the manifest that was written
   * @throws IOException where the folder cannot be written; what was in it is as before
   */
  public BuildManifest write(BootSnapshot snapshot, ManifestOf manifestOf) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    Files.createDirectories(parent == null ? directory.toAbsolutePath() : parent);
    Path base = Files.isDirectory(directory) || parent == null ? directory : parent;
    Path staging =
        Files.createDirectory(base.resolve(".earlymap-" + ProcessHandle.current().pid()));
    Thread cleaner = new Thread(() -> deleteUnlessMoving(staging));
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      List<BuildManifest.Image> images = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (TableImage image : snapshot.images()) {
        images.add(writeImage(staging, snapshot, image, fileName(names, image)));
      }
      BuildManifest manifest = manifestOf.images(images);
      Files.writeString(staging.resolve(BuildManifest.FILE_NAME), ManifestWriter.write(manifest));
      forceToDisk(staging, manifest);
      synchronized (moving) {
        moveIntoPlace(staging, manifest);
      }
      return manifest;
    } finally {
      deleteQuietly(staging);
      forget(cleaner);
    }
  }

  private static String fileName(Set<String> taken, TableImage image) {
    String name = image.name() + ".bin";
    if (!taken.add(name)) {
      name = image.name() + "@" + Long.toHexString(image.pa()) + ".bin";
      taken.add(name);
    }
    return name;
  }

  private static BuildManifest.Image writeImage(
      Path folder, BootSnapshot snapshot, TableImage image, String name) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (DigestOutputStream out =
        new DigestOutputStream(
            Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW), digest)) {
      snapshot.memory().writeTo(out, image.pa(), image.size());
    }
    return new BuildManifest.Image(
        image.name(),
        name,
        image.pa(),
        image.size(),
        image.tablePagesUsed(),
        HexFormat.of().formatHex(digest.digest()));
  }

  private void moveIntoPlace(Path staging, BuildManifest manifest) throws IOException {
    if (!Files.exists(directory)) {
      move(staging, directory);
      return;
    }
    Set<String> stale = filesOfOldBuild();
    Files.deleteIfExists(directory.resolve(BuildManifest.FILE_NAME));
    for (BuildManifest.Image image : manifest.images()) {
      move(staging.resolve(image.file()), directory.resolve(image.file()));
      stale.remove(image.file());
    }
    move(staging.resolve(BuildManifest.FILE_NAME), directory.resolve(BuildManifest.FILE_NAME));
    for (String file : stale) {
      Files.deleteIfExists(directory.resolve(file));
    }
  }

  /** The images that an earlier build left here; nothing else in the folder is ours to delete. */
  private Set<String> filesOfOldBuild() throws IOException {
    Path old = directory.resolve(BuildManifest.FILE_NAME);
    return Files.isRegularFile(old) ? OldImages.of(old) : new HashSet<>();
  }

  private static void forceToDisk(Path staging, BuildManifest manifest) throws IOException {
    List<String> names = new ArrayList<>(List.of(BuildManifest.FILE_NAME));
    manifest.images().forEach(image -> names.add(image.file()));
    for (String name : names) {
      try (FileChannel channel = FileChannel.open(staging.resolve(name))) {
        channel.force(false);
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void deleteUnlessMoving(Path staging) {
    synchronized (moving) {
      deleteQuietly(staging);
    }
  }

  private static void forget(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The program is ending: the hook has run, or does.
      return;
    }
  }

  /** Tries more than once: at the end of the program another thread may still be writing here. */
  private static void deleteQuietly(Path staging) {
    for (int i = 0; i < DELETE_ATTEMPTS && Files.exists(staging); i++) {
      try {
        MoreFiles.deleteRecursively(staging, RecursiveDeleteOption.ALLOW_INSECURE);
      } catch (IOException e) {
        staging.toFile().deleteOnExit();
      }
    }
  }
}
