// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import com.google.common.base.CharMatcher;
import com.google.common.html.HtmlEscapers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.layout.RegionKind;

/** The small things that pages and pictures are written with. */
final class Markup {
  private static final int LONGEST_LABEL = 34;

  /** Control characters, and those that turn the direction of the text after them. */
  private static final CharMatcher UNPRINTABLE =
      CharMatcher.javaIsoControl()
          .and(CharMatcher.isNot('\n'))
          .or(CharMatcher.inRange('\u202a', '\u202e'))
          .or(CharMatcher.inRange('\u2066', '\u2069'))
          .or(CharMatcher.anyOf("\u200e\u200f"))
          .precomputed();

  private Markup() {}

  /** {@code text} with what HTML would take for its own replaced, and what no one would see. */
  static String escaped(String text) {
    return HtmlEscapers.htmlEscaper().escape(UNPRINTABLE.replaceFrom(text, '\ufffd'));
  }

  /** {@code name} short enough for a label. */
  static String label(String name) {
    return label(name, LONGEST_LABEL);
  }

  /** {@code name}, no longer than {@code most} characters. */
  static String label(String name, int most) {
    return escaped(name.length() <= most ? name : name.substring(0, Math.max(0, most - 1)) + "…");
  }

  /** The CSS class of what may be done, by the letters of the higher exception level. */
  static String rightsClass(String rights) {
    boolean write = rights.startsWith("w", 1);
    boolean execute = rights.startsWith("x", 2);
    if (write && execute) {
      return "p-rwx";
    }
    return execute ? "p-rx" : write ? "p-rw" : rights.startsWith("r") ? "p-r" : "p-none";
  }

  /** What may be done as an inline mark. */
  static String chip(String rights) {
    return rights.isEmpty()
        ? ""
        : "<span class=\"chip " + rightsClass(rights) + "\">" + escaped(rights) + "</span>";
  }

  /** An address with its 16 digits. */
  static String address(long address) {
    return Hex.of(address);
  }

  /** The CSS class of a kind. */
  static String styleClass(RegionKind kind) {
    return "k-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The start of a box that scrolls sideways, by the keyboard too. */
  static String scroll(String label) {
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""
        + escaped(label)
        + "\">";
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
