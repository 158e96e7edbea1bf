// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.kconfig;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.earlymap.format.Bytes;

/**
 * A {@code .config} file as DotConfig writes it.
 *
 * @param release the kernel's version that the header line names, {@code # Linux/arm64 6.12.117
 *     Kernel Configuration}
 * @param options the options by name, without {@code CONFIG_}; strings without quotes; {@code n}
 *     where the file says "is not set"
 */
public record DotConfig(Optional<String> release, Map<String, String> options) {
  /** The size in bytes that no configuration reaches; distribution kernels have some 350 KiB. */
  public static final int MOST_BYTES = 16 << 20;

  private static final String PREFIX = "CONFIG_";
  private static final String NOT_SET = " is not set";
  private static final String HEADER_END = " Kernel Configuration";

  /**
   * Reads a configuration.
   *
   * @throws org.earlymap.format.FormatException for a line that Kconfig would not write, or a
   *     configuration of another architecture
   */
  public static DotConfig read(Bytes file) {
    if (file.size() > MOST_BYTES) {
      throw file.fault(
          0, "found " + file.size() + " bytes, expected a configuration of at most " + MOST_BYTES);
    }
    byte[] text = file.copy(0, (int) file.size());
    Map<String, String> options = new LinkedHashMap<>();
    Optional<String> release = Optional.empty();
    int start = 0;
    while (start < text.length) {
      int end = start;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      int last = end > start && text[end - 1] == '\r' ? end - 1 : end;
      if (last > start) {
        String line = new String(text, start, last - start, StandardCharsets.UTF_8);
        if (line.charAt(0) != '#') {
          readOption(file, start, line, options);
        } else if (line.endsWith(NOT_SET) && line.startsWith(PREFIX, 2)) {
          options.put(line.substring(2 + PREFIX.length(), line.length() - NOT_SET.length()), "n");
        } else if (release.isEmpty() && line.endsWith(HEADER_END)) {
          release = headerRelease(file, start, line);
        }
      }
      start = end + 1;
    }
    return new DotConfig(release, Collections.unmodifiableMap(options));
  }

  private static Optional<String> headerRelease(Bytes file, int offset, String line) {
    String kernel = line.substring(1, line.length() - HEADER_END.length()).strip();
    int space = kernel.indexOf(' ');
    if (!kernel.startsWith("Linux/") || space < 0) {
      return Optional.empty();
    }
    String architecture = kernel.substring("Linux/".length(), space);
    if (!architecture.equals("arm64")) {
      throw file.fault(
          offset, "this is a configuration of " + architecture + ", expected one of arm64");
    }
    return Optional.of(kernel.substring(space + 1));
  }

  private static void readOption(Bytes file, int offset, String line, Map<String, String> options) {
    int equals = line.indexOf('=');
    if (!line.startsWith(PREFIX) || equals <= PREFIX.length()) {
      throw file.fault(
          offset,
          "found '" + shown(line) + "', expected CONFIG_NAME=value, a comment or an empty line");
    }
    String value = line.substring(equals + 1);
    if (value.startsWith("\"")) {
      value = unquoted(file, offset + equals + 1, value);
    }
    options.put(line.substring(PREFIX.length(), equals), value);
  }

  private static String unquoted(Bytes file, int offset, String value) {
    int end = value.length() - 1;
    if (value.indexOf('\\') < 0 && end > 0 && value.indexOf('"', 1) == end) {
      return value.substring(1, end);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        return text.toString();
      }
      if (c == '\\' && i + 1 < value.length()) {
        i++;
        c = value.charAt(i);
      }
      text.append(c);
    }
    throw file.fault(offset, "a string has no closing quote: " + shown(value));
  }

  /** The start of a line with what a terminal would not print made visible. */
  private static String shown(String line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(line.length(), 40); i++) {
      char c = line.charAt(i);
      text.append(c < ' ' || c >= 0x7f ? '?' : c);
    }
    return line.length() > 40 ? text.append("...").toString() : text.toString();
  }
}
