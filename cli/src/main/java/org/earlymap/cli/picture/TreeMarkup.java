// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import org.earlymap.Sizes;
import org.earlymap.arch.Rights;
import org.earlymap.table.TranslationContext;

/** A tree of tables as nested lists that open and close without a script. */
final class TreeMarkup {
  /** Tables above this level of nesting are open at first. */
  private static final int OPEN = 1;

  private final StringBuilder html;
  private final TranslationContext context;
  private long notShown;

  private TreeMarkup(StringBuilder html, TranslationContext context) {
    this.html = html;
    this.context = context;
  }

  static void write(StringBuilder html, TableTree tree, String name) {
    TreeMarkup markup = new TreeMarkup(html, tree.context());
    html.append("<div class=\"tree\">\n");
    tree.root().ifPresent(root -> markup.table(root, 0, name));
    html.append("</div>\n<p class=\"over\">").append(Sizes.grouped(tree.tables()));
    html.append(tree.tables() == 1 ? " table" : " tables");
    html.append(". Tables side by side that are full and map on where the one before ends are one");
    html.append(" line");
    if (markup.notShown > 0) {
      html.append("; what is in ").append(Sizes.grouped(markup.notShown));
      html.append(markup.notShown == 1 ? " more table is" : " more tables is");
      html.append(" not shown, nearest to the root was shown first");
    }
    html.append(".</p>\n");
  }

  private void table(TableTree.Table table, int depth, String name) {
    html.append(depth < OPEN ? "<details open>" : "<details>").append("<summary>");
    if (depth > 0) {
      html.append("<span class=\"idx\">").append(table.index).append("</span> ");
    }
    html.append(name.isEmpty() ? "" : escaped(name) + ", ");
    html.append("level ").append(table.level).append(" table <span class=\"mono\">");
    html.append(address(table.pa)).append("</span> for <span class=\"mono\">");
    html.append(address(table.va)).append("</span> <small>").append(table.used).append(" of ");
    html.append(table.entries).append(" entries");
    if (table.tablesBeneath > 0) {
      html.append(", ").append(Sizes.grouped(table.tablesBeneath));
      html.append(table.tablesBeneath == 1 ? " table" : " tables").append(" beneath");
    }
    html.append("</small></summary>\n");
    writers(table.writers);
    if (!table.shown) {
      notShown += 1 + table.tablesBeneath;
      html.append("<p class=\"over\">not shown: there is no room for all of these tables</p>\n");
    } else {
      html.append("<ul>\n");
      for (TableTree.Item item : table.items) {
        html.append("<li>");
        if (item instanceof TableTree.Table beneath) {
          table(beneath, depth + 1, "");
        } else if (item instanceof TableTree.Run run) {
          run(run);
        } else if (item instanceof TableTree.Odd odd) {
          odd(odd);
        }
        html.append("</li>\n");
      }
      if (table.leftOut > 0) {
        html.append("<li><small>and ").append(Sizes.grouped(table.leftOut));
        html.append(" more runs of entries, not shown</small></li>\n");
      }
      html.append("</ul>\n");
    }
    html.append("</details>\n");
  }

  private void run(TableTree.Run run) {
    long leaf = context.regime().granule().levelSize(run.first.level());
    html.append("<span class=\"idx\">").append(run.index).append("</span> ");
    html.append("<span class=\"mono\">").append(address(run.first.va())).append("</span> ");
    html.append(Markup.chip(Rights.privileged(run.how.rights()))).append(' ');
    html.append(Sizes.grouped(run.leaves)).append(" × ").append(Sizes.binary(leaf));
    html.append(run.first.level() == 3 ? " page" : " block").append(run.leaves == 1 ? "" : "s");
    if (run.folded > 0) {
      html.append(" in ").append(Sizes.grouped(run.folded)).append(" full tables");
    }
    html.append(" → <span class=\"mono\">").append(address(run.first.pa())).append("</span>");
    html.append(run.how.repeated() ? " each" : "");
    html.append(" <small>").append(run.how.contiguous() ? "contiguous, " : "");
    html.append(escaped(run.how.describeRights())).append(", ");
    html.append(escaped(run.how.memoryType().describe()));
    html.append(run.how.nonGlobal() ? ", nG" : "").append(run.how.guarded() ? ", GP" : "");
    html.append("</small>");
    writers(run.writers);
  }

  private void odd(TableTree.Odd odd) {
    html.append("<span class=\"idx\">").append(odd.index()).append("</span> <span class=\"mono\">");
    html.append(address(odd.va())).append("</span> ").append(Sizes.grouped(odd.count()));
    html.append(odd.table() ? " × table that was not read" : " × not valid and not empty");
    html.append(" <span class=\"mono\">").append(address(odd.descriptor())).append("</span>");
  }

  private void writers(WriterCounts writers) {
    for (String line : writers.lines()) {
      html.append("<div class=\"writer\">written by ").append(escaped(line)).append("</div>\n");
    }
  }
}
