// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.text;

import java.util.Locale;

/** The text of one manual page, in the {@code man} macros of troff. */
public final class Roff {
  private final StringBuilder text = new StringBuilder();

  /**
   * Starts the page of section 1.
   *
   * @param title its name, such as {@code earlymap-build}
   * @param source the program and its version, at the foot of each page
   */
  public Roff(String title, String source) {
    text.append(".TH \"")
        .append(escaped(title.toUpperCase(Locale.ROOT)))
        .append("\" 1 \"\" \"")
        .append(escaped(source))
        .append("\" \"User commands\"\n.nh\n.ad l\n");
  }

  /** Starts a section; its heading is in capitals by custom. */
  public Roff section(String heading) {
    text.append(".SH \"").append(escaped(heading.toUpperCase(Locale.ROOT))).append("\"\n");
    return this;
  }

  /** A paragraph. */
  public Roff paragraph(String words) {
    text.append(".PP\n");
    return line(words);
  }

  /** A line of the paragraph that has begun. */
  public Roff line(String words) {
    text.append(escaped(words)).append('\n');
    return this;
  }

  /** A term in bold, and below it, indented, what it is. */
  public Roff item(String term, String words) {
    text.append(".TP\n\\fB").append(escaped(term)).append("\\fR\n");
    return line(words);
  }

  /** Lines as they are, indented. */
  public Roff literal(Iterable<String> lines) {
    text.append(".PP\n.nf\n.RS 4\n");
    for (String one : lines) {
      line(one.stripLeading());
    }
    text.append(".RE\n.fi\n");
    return this;
  }

  /**
   * What troff would take for its own: backslashes, hyphens, and dots or quotes in front. Its fonts
   * have no ellipsis.
   */
  private static String escaped(String words) {
    String safe =
        words
            .replace("\\", "\\e")
            .replace("-", "\\-")
            .replace("\"", "\\(dq")
            .replace("\u2026", "...");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
