// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.earlymap.file.ReplacedFile;

/** A file that is replaced whole or not at all. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Writes {@code target}. Where that fails, what was there before stays.
   *
   * @param contents prints the text
   */
  public static void write(Path target, Consumer<PrintWriter> contents) throws IOException {
    writeBytes(
        target,
        stream -> {
          PrintWriter out = new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
          contents.accept(out);
          if (out.checkError()) {
            throw new IOException("not all of it could be written");
          }
        });
  }

  /** Writes {@code target}. Where that fails, what was there before stays. */
  public static void write(Path target, byte[] contents) throws IOException {
    writeBytes(target, stream -> stream.write(contents));
  }

  private static void writeBytes(Path target, ReplacedFile.Contents contents) throws IOException {
    try {
      ReplacedFile.write(target, contents);
    } catch (IOException e) {
      throw FileTrouble.of(target, e);
    }
  }
}
