// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.table.TranslationContext;

/**
 * A build that was left in a folder, read back: its manifest and the memory that its images are.
 *
 * @param manifest what it says of itself
 * @param memory the images at their physical addresses, mapped from the files, read only
 */
public record Build(BuildManifest manifest, PhysicalMemory memory) {
  private static final int CHUNK = 1 << 30;

  /** Hashing more than this would take longer than most questions about a build. */
  private static final long HASHED_ON_OPEN = 64L << 20;

  /**
   * Reads the build whose manifest, or whose folder, is {@code path}. The hashes of images up to 64
   * MiB are compared, the sizes of all.
   *
   * @throws ManifestException where the manifest is none, or an image has another size or hash than
   *     it says
   */
  public static Build read(Path path) throws IOException {
    return read(path, HASHED_ON_OPEN);
  }

  /**
   * Reads a build in the same way, and compares the hash of every image however large it is.
   *
   * @throws ManifestException where the manifest is none, or an image has another size or hash than
   *     it says
   */
  public static Build readVerified(Path path) throws IOException {
    return read(path, Long.MAX_VALUE);
  }

  /** Walks the tables beneath {@code root}, as the CPU does that the build was made for. */
  public TableWalker walker(TableRoot root) {
    return new TableWalker(memory, TranslationContext.of(manifest.registers(), root));
  }

  /**
   * Who wrote the descriptors of the build at {@code path}; empty where it holds no trace.
   *
   * @throws org.earlymap.InputException where the trace is none, or not the one that the manifest
   *     names
   */
  public static Optional<TableWrites> trace(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(BuildManifest.FILE_NAME) : path;
    Optional<BuildManifest.Trace> trace = ManifestReader.read(file).trace();
    if (trace.isEmpty()) {
      return Optional.empty();
    }
    Path beside = file.resolveSibling(trace.get().file());
    Bytes bytes = Bytes.map(beside);
    if (bytes.size() != trace.get().size()) {
      throw new ManifestException(
          beside + ": has " + bytes.size() + " bytes, the manifest says " + trace.get().size());
    }
    String found = Sha256.of(bytes);
    if (!found.equals(trace.get().sha256())) {
      throw new ManifestException(
          beside + ": SHA-256 is " + found + ", the manifest says " + trace.get().sha256());
    }
    return Optional.of(TraceReader.read(bytes));
  }

  private static Build read(Path path, long hashed) throws IOException {
    recover(path);
    Path file = Files.isDirectory(path) ? path.resolve(BuildManifest.FILE_NAME) : path;
    Path folder = file.toAbsolutePath().getParent();
    BuildManifest manifest = ManifestReader.read(file);
    PhysicalMemory memory =
        PhysicalMemory.of(
            manifest.boot().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (BuildManifest.Image image : manifest.images()) {
      map(
          folder == null ? Path.of(image.file()) : folder.resolve(image.file()),
          image,
          memory,
          hashed);
    }
    return new Build(manifest, memory);
  }

  /**
   * Puts right what a run has left that was killed in the middle of its moves, if {@code path}, a
   * build's manifest or folder, is missing for that reason. All that is needed is beside it or in
   * it.
   */
  public static void recover(Path path) {
    boolean named = path.endsWith(BuildManifest.FILE_NAME);
    Path folder = named ? path.toAbsolutePath().getParent() : path;
    if (folder != null
        && !Files.isRegularFile(named ? path : folder)
        && !Files.exists(folder.resolve(BuildManifest.FILE_NAME))) {
      BuildFolder.recover(folder);
    }
  }

  private static void map(Path path, BuildManifest.Image image, PhysicalMemory memory, long hashed)
      throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() != image.size()) {
        throw new ManifestException(
            path
                + ": has "
                + channel.size()
                + " bytes, the manifest says "
                + image.size()
                + " for "
                + image.name());
      }
      MessageDigest digest = Sha256.digest();
      for (long at = 0; at < image.size(); at += CHUNK) {
        long size = Math.min(CHUNK, image.size() - at);
        ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, at, size);
        if (image.size() <= hashed) {
          digest.update(bytes.duplicate());
        }
        memory.add(image.pa() + at, bytes);
      }
      String found = HexFormat.of().formatHex(digest.digest());
      if (image.size() <= hashed && !found.equals(image.sha256())) {
        throw new ManifestException(
            path + ": SHA-256 is " + found + ", the manifest says " + image.sha256());
      }
    } catch (IllegalArgumentException e) {
      throw new ManifestException(path + ": " + e.getMessage(), e);
    }
  }
}
