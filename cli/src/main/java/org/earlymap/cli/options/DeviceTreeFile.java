// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earlymap.format.Bytes;
import org.earlymap.format.compress.PlainFile;

/** A device tree as people have it: a blob, compressed or not, or source that dtc compiles. */
final class DeviceTreeFile {
  /** No source of a board is larger, in bytes; a blob has at most 2 MiB. */
  private static final int MOST_SOURCE = 16 << 20;

  private static final int MOST_BLOB = 2 << 20;
  private static final int MOST_WORDS = 1 << 12;
  private static final long SECONDS = 30;

  /** It can name any file of this machine, one without an end too. */
  private static final byte[] INCLUDED_BYTES = "/incbin/".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] VERSION = "/dts-v1/".getBytes(StandardCharsets.US_ASCII);

  private DeviceTreeFile() {}

  /**
   * The blob of {@code file}.
   *
   * @throws UnusableOptionException where it is source, and dtc is not there or refuses it
   */
  static Bytes map(Path file) throws IOException {
    Bytes bytes = PlainFile.map(file);
    boolean source =
        bytes.size() <= MOST_SOURCE
            && bytes.size() > 0
            && bytes.u8(0) != 0xd0
            && bytes.find(VERSION, 0, bytes.size()) >= 0;
    if (source && bytes.find(INCLUDED_BYTES, 0, bytes.size()) >= 0) {
      throw new UnusableOptionException(
          file + " takes bytes of other files (/incbin/): compile it with dtc, and give the blob");
    }
    return source ? compiled(file, bytes.copy(0, (int) bytes.size())) : bytes;
  }

  private static Bytes compiled(Path file, byte[] source) throws IOException {
    Path folder = Files.createTempDirectory("earlymap-dtc-");
    Path input = folder.resolve("source.dts");
    Path output = folder.resolve("blob.dtb");
    Path messages = folder.resolve("messages");
    try {
      Files.write(input, source);
      compile(file, input, output, messages);
      if (!Files.isRegularFile(output) || Files.size(output) > MOST_BLOB) {
        throw new UnusableOptionException(file + ": dtc has made no blob of up to 2 MiB of it");
      }
      return Bytes.of(file + " (compiled by dtc)", Files.readAllBytes(output));
    } finally {
      Files.deleteIfExists(input);
      Files.deleteIfExists(output);
      Files.deleteIfExists(messages);
      Files.deleteIfExists(folder);
    }
  }

  private static void compile(Path file, Path input, Path output, Path messages)
      throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    List<String> command =
        new ArrayList<>(List.of("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", output.toString()));
    if (parent != null) {
      command.addAll(List.of("-i", parent.toString()));
    }
    command.add(input.toString());
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(messages.toFile())
              .start();
    } catch (IOException e) {
      throw new UnusableOptionException(
          file + " is the source of a device tree, and dtc, which compiles it, is not here", e);
    }
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        String why =
            ended
                ? complaint(messages).replace(input.toString(), file.toString())
                : "it takes long";
        throw new UnusableOptionException(file + ": dtc does not compile it: " + why);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("waiting for dtc");
    } finally {
      process.destroyForcibly();
    }
  }

  /** The first line of what dtc has said. */
  private static String complaint(Path messages) throws IOException {
    try (InputStream words = Files.newInputStream(messages)) {
      String said = new String(words.readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
      return said.lines().findFirst().orElse("it does not say why");
    }
  }
}
