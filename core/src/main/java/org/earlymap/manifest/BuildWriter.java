// SPDX-License-Identifier: Apache-2.0
package org.earlymap.manifest;

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
import org.earlymap.boot.BootSnapshot;
import org.earlymap.boot.TableImage;

/**
 * Writes a build into a folder: everything is written beside it first and moved into place at the
 * end, the manifest last, so that a failure leaves what was there.
 */
public final class BuildWriter {
  private final Path directory;

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
    Thread cleaner = new Thread(() -> deleteQuietly(staging));
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      List<BuildManifest.Image> images = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (TableImage image : snapshot.images()) {
        images.add(writeImage(staging, snapshot, image, fileName(names, image)));
      }
      BuildManifest manifest = manifestOf.images(images);
      Files.writeString(staging.resolve(BuildManifest.FILE_NAME), ManifestWriter.write(manifest));
      moveIntoPlace(staging, manifest);
      return manifest;
    } finally {
      deleteQuietly(staging);
      Runtime.getRuntime().removeShutdownHook(cleaner);
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

  private static void move(Path from, Path to) throws IOException {
    try (FileChannel channel = Files.isRegularFile(from) ? FileChannel.open(from) : null) {
      if (channel != null) {
        channel.force(false);
      }
    }
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void deleteQuietly(Path staging) {
    try {
      if (Files.exists(staging)) {
        MoreFiles.deleteRecursively(staging, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      staging.toFile().deleteOnExit();
    }
  }
}
