// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.version.KernelRelease;

/**
 * {@code linux_banner}: the release, who built it with which compiler, and when.
 *
 * @param text the banner, without its line feed
 */
public record KernelBanner(String text) {
  private static final String START = "Linux version ";
  private static final String DEBIAN = " Debian ";
  private static final int LONGEST = 1024;

  /** The banner of a kernel, if its file holds it. */
  public static Optional<KernelBanner> of(KernelSymbols symbols, KernelContents contents) {
    OptionalLong address = symbols.find("linux_banner");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Optional<Bytes> bytes = contents.from(address.getAsLong());
    byte[] start = START.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.isPresent() && bytes.get().matches(0, start)
        ? Optional.of(
            new KernelBanner(bytes.get().text(0, LONGEST, "linux_banner").stripTrailing()))
        : Optional.empty();
  }

  /**
   * The release. Debian's banners name one without the stable update until 6.1; the version of the
   * package, which follows, has it.
   */
  public Optional<KernelRelease> release() {
    int debian = text.indexOf(DEBIAN);
    if (debian >= 0) {
      Optional<KernelRelease> version =
          KernelRelease.parse(firstWord(text.substring(debian + DEBIAN.length())));
      if (version.isPresent()) {
        return version;
      }
    }
    String rest = text.substring(Math.min(START.length(), text.length()));
    return KernelRelease.parse(firstWord(rest));
  }

  /** The compiler and linker, as the banner's second parentheses have them. */
  public Optional<String> compiler() {
    int builder = text.indexOf(") (");
    if (builder < 0) {
      return Optional.empty();
    }
    int depth = 0;
    for (int i = builder + 2; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return Optional.of(text.substring(builder + 3, i));
      }
    }
    return Optional.empty();
  }

  private static String firstWord(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }
}
