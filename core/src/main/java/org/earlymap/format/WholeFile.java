// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.InputException;
import org.earlymap.Sizes;

/**
 * Files that are read as a whole: never more than a limit of theirs, whether the file has a size
 * that can be asked for or is a device or a pipe, which have none.
 */
public final class WholeFile {
  private WholeFile() {}

  /**
   * The bytes of {@code file}.
   *
   * @param most how many it may have
   * @param expected what it should be, such as {@code a layout}
   * @throws InputException where it is a folder
   * @throws FormatException where it has more
   */
  public static byte[] bytes(Path file, int most, String expected) throws IOException {
    Path named = GivenStream.named(file);
    return GivenStream.is(named)
        ? GivenStream.bytes(named, most, expected)
        : read(named, most, expected);
  }

  /** The bytes of {@code file}, read now. */
  static byte[] read(Path file, int most, String expected) throws IOException {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": this is a folder, expected " + expected);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new FormatException(
            file.toString(),
            most,
            "found more than " + Sizes.binary(most) + ", expected " + expected);
      }
      return bytes;
    }
  }

  /**
   * The text of {@code file}, which is UTF-8.
   *
   * @param most how many bytes it may have
   * @param expected what it should be, such as {@code a sweep}
   * @throws InputException where it is a folder
   * @throws FormatException where it has more, or is not UTF-8
   */
  public static String text(Path file, int most, String expected) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(file, most, expected));
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(
          file.toString(),
          bytes.position(),
          "found bytes that are not UTF-8, expected " + expected);
    }
  }
}
