// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.emit.EmitForm;
import org.earlymap.emit.LoadableTables;
import org.earlymap.file.Drafts;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.plan.PlannedTables;
import org.earlymap.run.trace.TableWrites;

/**
 * Writes a build into a folder, whole or not at all: everything is written to a draft beside it and
 * moved into place at the end. A failure before that leaves what was there, and so does the end of
 * the program; once the moving has begun the program does not end before it is done. What a program
 * that was killed has left is put right by the next one.
 *
 * <p>The folder belongs to this writer until it is closed.
 */
public final class BuildWriter implements AutoCloseable {
  private final BuildFolder folder;
  private final LongConsumer written;
  private long bytes;

  private BuildWriter(BuildFolder folder, LongConsumer written) {
    this.folder = folder;
    this.written = written;
  }

  /** Makes the manifest once the images' hashes are known. */
  public interface ManifestOf {
    BuildManifest images(List<BuildManifest.Image> images);
  }

  /**
   * Takes {@code directory}, which is made if it does not exist.
   *
   * @throws IOException where it cannot be written, another run writes there, or its {@code
   *     manifest.json} is not one of a build
   */
  public static BuildWriter into(Path directory) throws IOException {
    return into(directory, bytes -> {});
  }

  /**
   * Takes {@code directory}, which is made if it does not exist.
   *
   * @param written is told how many bytes of images are written so far
   * @throws IOException where it cannot be written, another run writes there, or its {@code
   *     manifest.json} is not one of a build
   */
  public static BuildWriter into(Path directory, LongConsumer written) throws IOException {
    return new BuildWriter(BuildFolder.take(directory), written);
  }

  /** A folder on the file system that the build goes to, for what is needed until it is there. */
  public Path store() {
    return folder.store();
  }

  /**
   * How many bytes that file system still has; {@link Long#MAX_VALUE} where it does not say. (A
   * {@link java.nio.file.FileStore} is not asked: there is none where the folder's mount point
   * cannot be seen, as in a {@code chroot}.)
   */
  public long room() {
    File folder = store().toFile();
    return folder.getTotalSpace() == 0 ? Long.MAX_VALUE : folder.getUsableSpace();
  }

  /**
   * Writes the images of {@code snapshot} and the manifest that {@code manifestOf} makes of them.
   *
   * @return the manifest that was written
   * @throws IOException where the folder cannot be written; what was in it is as before
   */
  public BuildManifest write(BootSnapshot snapshot, ManifestOf manifestOf) throws IOException {
    return write(snapshot, manifestOf, Optional.empty(), List.of());
  }

  /**
   * Writes the images of {@code snapshot}, who wrote them, the manifest that {@code manifestOf}
   * makes of the images, and the forms that other tools load.
   *
   * @return the manifest that was written
   * @throws IOException where the folder cannot be written; what was in it is as before
   * @throws org.earlymap.emit.EmitException where a form cannot hold the tables
   */
  public BuildManifest write(
      BootSnapshot snapshot,
      ManifestOf manifestOf,
      Optional<TableWrites> writes,
      List<EmitForm> forms)
      throws IOException {
    return write(snapshot.memory(), snapshot.images(), manifestOf, writes, forms);
  }

  /**
   * Writes the tables of a plan in the same way.
   *
   * @param name what the image of the tables is called
   */
  public BuildManifest write(
      PlannedTables tables, String name, ManifestOf manifestOf, List<EmitForm> forms)
      throws IOException {
    long used = tables.pages() * tables.space().granule().bytes();
    TableImage image = new TableImage(name, tables.pa(), used, tables.pages());
    return write(tables.memory(), List.of(image), manifestOf, Optional.empty(), forms);
  }

  private BuildManifest write(
      PhysicalMemory memory,
      List<TableImage> parts,
      ManifestOf manifestOf,
      Optional<TableWrites> writes,
      List<EmitForm> forms)
      throws IOException {
    Path draft = folder.draft();
    try {
      List<BuildManifest.Image> images = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (TableImage image : parts) {
        images.add(writeImage(draft, memory, image, fileName(names, image)));
      }
      BuildManifest alone = manifestOf.images(images);
      Optional<BuildManifest.Trace> trace = Optional.empty();
      if (writes.isPresent()) {
        trace = Optional.of(writeTrace(draft, names, writes.get()));
      }
      BuildManifest manifest = alone.beside(trace, emit(draft, memory, alone, forms));
      try (FileChannel file = create(draft.resolve(BuildManifest.FILE_NAME));
          OutputStream out = Channels.newOutputStream(file)) {
        out.write(ManifestWriter.write(manifest).getBytes(StandardCharsets.UTF_8));
        file.force(false);
      }
      folder.commit(draft);
      return manifest;
    } catch (UncheckedIOException e) {
      Drafts.stopIfEnded();
      throw Objects.requireNonNull(e.getCause());
    } catch (IOException e) {
      Drafts.stopIfEnded();
      throw e;
    } finally {
      Drafts.drop(draft);
    }
  }

  private static List<BuildManifest.Emitted> emit(
      Path draft, PhysicalMemory memory, BuildManifest manifest, List<EmitForm> forms)
      throws IOException {
    List<LoadableTables.Piece> pieces =
        manifest.images().stream()
            .map(
                image ->
                    new LoadableTables.Piece(image.name(), image.file(), image.pa(), image.size()))
            .toList();
    LoadableTables tables =
        new LoadableTables(memory, pieces, manifest.roots(), manifest.registers());
    List<BuildManifest.Emitted> emitted = new ArrayList<>();
    for (EmitForm form : forms.stream().distinct().sorted().toList()) {
      OptionalLong pa =
          form == EmitForm.FLAT
              ? OptionalLong.of(tables.pieces().get(0).pa())
              : OptionalLong.empty();
      for (String file : form.files()) {
        String hash = writeFile(draft.resolve(file), out -> form.write(file, tables, out));
        emitted.add(new BuildManifest.Emitted(form.label(), file, pa, hash));
      }
    }
    return emitted;
  }

  private static String fileName(Set<String> taken, TableImage image) {
    String name = image.name() + ".bin";
    if (!taken.add(name)) {
      name = image.name() + "@" + Long.toHexString(image.pa()) + ".bin";
      taken.add(name);
    }
    return name;
  }

  private BuildManifest.Image writeImage(
      Path draft, PhysicalMemory memory, TableImage image, String name) throws IOException {
    String hash =
        writeFile(
            draft.resolve(name),
            out -> memory.writeTo(new CountedOutput(out, this::add), image.pa(), image.size()));
    return new BuildManifest.Image(
        image.name(), name, image.pa(), image.size(), image.tablePagesUsed(), hash);
  }

  private static BuildManifest.Trace writeTrace(Path draft, Set<String> taken, TableWrites writes)
      throws IOException {
    String name =
        taken.contains(BuildManifest.Trace.FILE_NAME)
            ? "trace@.bin"
            : BuildManifest.Trace.FILE_NAME;
    Path file = draft.resolve(name);
    String hash = writeFile(file, out -> TraceWriter.write(writes, out));
    return new BuildManifest.Trace(name, Files.size(file), hash);
  }

  /** Writes what a file holds. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file to the disk, and returns its SHA-256, lower-case hexadecimal. */
  private static String writeFile(Path file, Content content) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (FileChannel channel = create(file);
        OutputStream out =
            new BufferedOutputStream(
                new DigestOutputStream(Channels.newOutputStream(channel), digest))) {
      content.writeTo(out);
      out.flush();
      channel.force(false);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void add(long more) {
    bytes += more;
    written.accept(bytes);
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
