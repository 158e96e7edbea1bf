// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

/** What the colours of the rights mean. */
final class Legend {
  static final String RIGHTS =
      "<ul class=\"legend\" aria-label=\"What the colours mean\">\n"
          + item("r--", "read")
          + item("rw-", "read and write")
          + item("r-x", "read and execute")
          + item("rwx", "write and execute")
          + "</ul>\n";

  static final String DIFFERENCE =
      RIGHTS.replace(
          "</ul>",
          "<li><span class=\"chip differs\">&nbsp;</span> mapped differently on the other"
              + " side</li>\n"
              + "</ul>");

  private Legend() {}

  private static String item(String rights, String meaning) {
    return "<li>" + Markup.chip(rights) + " " + meaning + "</li>\n";
  }
}
