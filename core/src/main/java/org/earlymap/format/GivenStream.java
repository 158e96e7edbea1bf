// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the process was given open: standard input, which the name {@code -} stands for, and the
 * pipes of a shell's process substitution. Each gives its bytes once, and files are read more than
 * once; so what it gave is kept.
 */
final class GivenStream {
  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");
  private static final Map<Path, byte[]> READ = new ConcurrentHashMap<>();

  private GivenStream() {}

  /** The file that a name stands for. */
  static Path named(Path name) {
    return name.toString().equals("-") ? STANDARD_INPUT : name;
  }

  /** Whether {@code file} is such a stream. */
  static boolean is(Path file) {
    boolean open =
        file.equals(STANDARD_INPUT)
            || file.startsWith("/dev/fd")
            || file.startsWith("/proc/self/fd");
    return open && Files.exists(file) && !Files.isRegularFile(file);
  }

  /**
   * The bytes of {@code file}.
   *
   * @throws FormatException where there are more than {@code most}
   */
  static byte[] bytes(Path file, int most, String expected) throws IOException {
    byte[] before = READ.get(file);
    if (before != null && before.length <= most) {
      return before.clone();
    }
    byte[] bytes = WholeFile.read(file, most, expected);
    READ.put(file, bytes);
    return bytes.clone();
  }
}
