// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/** A file that is written beside its target and then moved into place. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Writes {@code target}. Where that fails, what was there before stays.
   *
   * @param contents prints the text
   */
  public static void write(Path target, Consumer<PrintWriter> contents) throws IOException {
    Path name = target.getFileName();
    Path part = target.resolveSibling("." + (name == null ? "out" : name) + ".part");
    try {
      try (Writer file = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
          PrintWriter out = new PrintWriter(file)) {
        contents.accept(out);
        if (out.checkError()) {
          throw new IOException("not all of it could be written");
        }
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileTrouble.of(target, e);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Writes {@code target}. Where that fails, what was there before stays. */
  public static void write(Path target, byte[] contents) throws IOException {
    Path name = target.getFileName();
    Path part = target.resolveSibling("." + (name == null ? "out" : name) + ".part");
    try {
      Files.write(part, contents);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileTrouble.of(target, e);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
