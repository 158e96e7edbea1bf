// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

/** What every page starts and ends with. */
final class PageFrame {
  static final String END = "</main>\n</body>\n</html>\n";

  private PageFrame() {}

  /**
   * A page up to its heading, with the style sheet inside it.
   *
   * @param title the heading, which is the document's title too
   * @param over what kind of page it is, in small print above
   */
  static String start(String title, String over) {
    return start(title, over, "one");
  }

  /** The same with a class for the whole page: {@code two} gives it the window's width. */
  static String start(String title, String over, String style) {
    String shown = Markup.escaped(title);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + shown
        + "</title>\n<style>\n"
        + Markup.resource("style.css")
        + "</style>\n</head>\n<body>\n<main class=\""
        + style
        + "\">\n<p class=\"over\">"
        + Markup.escaped(over)
        + "</p>\n<h1>"
        + shown
        + "</h1>\n";
  }
}
