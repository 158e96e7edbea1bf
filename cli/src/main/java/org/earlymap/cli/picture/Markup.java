// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import com.google.common.html.HtmlEscapers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.RegionKind;

/** The small things that pages and pictures are written with. */
final class Markup {
  private static final int LONGEST_LABEL = 34;

  private Markup() {}

  /** {@code text} with what HTML would take for its own replaced. */
  static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  /** {@code name} short enough for a label. */
  static String label(String name) {
    return escaped(
        name.length() <= LONGEST_LABEL ? name : name.substring(0, LONGEST_LABEL - 1) + "…");
  }

  /** An address with its 16 digits. */
  static String address(long address) {
    return Hex.of(address);
  }

  /** The CSS class of a kind. */
  static String styleClass(RegionKind kind) {
    return "k-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What hovering over a region says. */
  static String tooltip(AddressRegion region) {
    String last = address(region.end() - 1);
    String note = region.note().isEmpty() ? "" : "\n" + region.note();
    return escaped(
        region.name()
            + "\n"
            + address(region.start())
            + " to "
            + last
            + "\n"
            + Sizes.rounded(region.size())
            + ", "
            + Long.toUnsignedString(region.size())
            + " bytes"
            + note);
  }

  /** A coordinate, to a tenth of a pixel. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A text that belongs to this package's pages, such as their style sheet. */
  static String resource(String name) {
    try (InputStream in = Markup.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
