// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The lines of a sweep that is under way, beside its output: {@code FILE.part}. Its first line says
 * of which sweep they are; they are appended as they are computed. A sweep that was cut leaves it,
 * and one that goes on takes the whole lines in it; what a kill cut in the middle is computed
 * again.
 */
final class SweepPart implements AutoCloseable {
  private static final String MAGIC = "earlymap.sweep-part/1 ";

  private final Path file;
  private final FileChannel channel;
  private final long start;
  private long lines;
  private boolean done;

  private SweepPart(Path file, FileChannel channel, long start, long lines) {
    this.file = file;
    this.channel = channel;
    this.start = start;
    this.lines = lines;
  }

  /** Where the part of {@code output} lies. */
  static Path beside(Path output) {
    return output.resolveSibling(output.getFileName() + ".part");
  }

  /** Whether an output can have one: it is a file, or none yet. */
  static boolean isFor(Path output) {
    return Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)
        || Files.notExists(output, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Opens the part of {@code output}.
   *
   * @param key says which sweep it is of
   * @param resume whether the lines that are there count
   * @throws SweepFileException where they are to count, and are another sweep's
   */
  static SweepPart open(Path output, String key, boolean resume) throws IOException {
    Path file = beside(output);
    String head = MAGIC + key + "\n";
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      if (channel.tryLock() == null) {
        throw new SweepFileException(file + ": another run of this sweep writes it");
      }
      long start = head.length();
      boolean there = resume && channel.size() > 0;
      if (there && !head.equals(head(channel, start))) {
        throw new SweepFileException(
            file
                + ": this is of another sweep, or of kernels that have changed since: remove it, or"
                + " begin anew");
      }
      if (!there) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
        return new SweepPart(file, channel, start, 0);
      }
      return whole(file, channel, start);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String head(FileChannel channel, long size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
      // Reads on.
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  /** Counts the whole lines, and cuts off what is after them. */
  private static SweepPart whole(Path file, FileChannel channel, long start) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    long at = start;
    long end = start;
    long lines = 0;
    while (channel.read(bytes.clear(), at) > 0) {
      for (int i = 0; i < bytes.position(); i++) {
        if (bytes.get(i) == '\n') {
          lines++;
          end = at + i + 1;
        }
      }
      at += bytes.position();
    }
    channel.truncate(end);
    channel.position(end);
    return new SweepPart(file, channel, start, lines);
  }

  /** How many lines are there. */
  long lines() {
    return lines;
  }

  /** Hands out the lines that are there, one at a time with its line feed. */
  void replay(Consumer<String> take) {
    try {
      read(take);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Consumer<String> take) throws IOException {
    long end = channel.position();
    channel.position(start);
    BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    for (long i = 0; i < lines; i++) {
      take.accept(reader.readLine() + "\n");
    }
    channel.position(end);
  }

  /** Appends lines. */
  void append(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      lines += text.lines().count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The output is whole: the part goes when it is closed. */
  void finish() {
    done = true;
  }

  @Override
  public void close() throws IOException {
    if (done) {
      Files.deleteIfExists(file);
    }
    channel.close();
  }
}
