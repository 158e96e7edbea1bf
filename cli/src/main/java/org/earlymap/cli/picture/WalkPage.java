// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import java.util.List;
import java.util.Optional;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Rights;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.cli.text.DescriptorText;
import org.earlymap.run.trace.TableWrites;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;
import org.earlymap.table.WalkStep;

/**
 * Translations as a page of HTML: which bits of the address are looked up at which level, and each
 * descriptor bit by bit.
 */
public final class WalkPage {
  private static final int BITS_OF_OFFSET_NAME = 5;

  private final StringBuilder html = new StringBuilder();
  private final BuildView view;

  /**
   * One address.
   *
   * @param translation what the walk found
   * @param context how the tables were read
   * @param symbol what lies there, where that is known
   * @param note what else there is to say of the end, or nothing
   */
  public record Walk(
      Translation translation, TranslationContext context, Optional<String> symbol, String note) {}

  private WalkPage(BuildView view) {
    this.view = view;
  }

  /** The page of {@code walks} in the tables of {@code view}, whose roots are not drawn. */
  public static String of(BuildView view, List<Walk> walks) {
    WalkPage page = new WalkPage(view);
    page.write(walks);
    return page.html.toString();
  }

  private void write(List<Walk> walks) {
    String title =
        walks.size() == 1
            ? "The walk of " + address(walks.get(0).translation().va())
            : walks.size() + " walks";
    html.append(PageFrame.start(title, view.title()));
    BuildFacts.write(html, view);
    html.append(Legend.RIGHTS);
    for (Walk walk : walks) {
      write(walk);
    }
    html.append(PageFrame.END);
  }

  private void write(Walk walk) {
    TranslationContext context = walk.context();
    html.append("<section>\n<h2 class=\"mono\">").append(address(walk.translation().va()));
    html.append("</h2>\n<p>");
    walk.symbol().ifPresent(name -> html.append("In ").append(escaped(name)).append(". "));
    html.append("Through ").append(escaped(context.baseRegister())).append(", ");
    html.append(escaped(context.regime().granule().label())).append(" pages, ");
    html.append(context.regime().vaBits()).append(" bits, ");
    html.append(escaped(context.regime().format().toString())).append(".</p>\n");
    writeVerdict(walk);
    writeAddress(walk.translation().va(), context);
    int hierarchical = 0;
    html.append("<ol class=\"walk\">\n");
    for (WalkStep step : walk.translation().steps()) {
      writeStep(step, context, hierarchical, view.writes());
      if (Descriptor.isTable(step.descriptor(), step.level())) {
        hierarchical |= context.permissions().hierarchical(step.descriptor());
      }
    }
    html.append("</ol>\n</section>\n");
  }

  private void writeVerdict(Walk walk) {
    html.append("<p class=\"verdict\">");
    if (walk.translation() instanceof Translation.Mapped mapped) {
      html.append("→ <span class=\"mono\">").append(address(mapped.pa())).append("</span> ");
      html.append(Markup.chip(Rights.privileged(mapped.rights()))).append(' ');
      html.append("<span class=\"says-rights\">");
      html.append(escaped(walk.context().permissions().describe(mapped.rights())));
      html.append("</span>, ").append(escaped(mapped.memoryType().describe()));
    } else if (walk.translation() instanceof Translation.Faulting faulting) {
      html.append("<strong>").append(escaped(faulting.type().describe())).append(" at level ");
      html.append(faulting.level()).append("</strong>");
    }
    html.append(walk.note().isEmpty() ? "" : ". ").append(escaped(walk.note())).append("</p>\n");
  }

  /** The address as the fields that the levels look up. */
  private void writeAddress(long va, TranslationContext context) {
    TranslationRegime regime = context.regime();
    html.append("<ul class=\"fields\" aria-label=\"The fields of the address\">\n");
    int high = Long.SIZE - 1;
    field("chooses the half", high, regime.vaBits(), bits(va, high, regime.vaBits()), "f0");
    high = regime.vaBits() - 1;
    for (int level = regime.rootLevel(); level <= 3; level++) {
      int low = regime.granule().levelShift(level);
      String index = Integer.toString(regime.index(va, level));
      field("level " + level + " index", high, low, index, "f" + (level + 2));
      high = low - 1;
    }
    String offset = "0x" + Long.toHexString(va & (regime.granule().bytes() - 1));
    field("offset in the page", high, 0, offset, "f0");
    html.append("</ul>\n");
  }

  private static String bits(long va, int high, int low) {
    long value = va >>> low;
    long all = -1L >>> (Long.SIZE - 1 - high + low);
    return value == 0 ? "all 0" : value == all ? "all 1" : "0x" + Long.toHexString(value);
  }

  private void field(String name, int high, int low, String value, String style) {
    if (high < low) {
      return;
    }
    int weight = Math.max(BITS_OF_OFFSET_NAME, high - low + 1);
    html.append("<li class=\"").append(style).append("\" style=\"flex-grow:").append(weight);
    html.append("\"><small>").append(high).append(':').append(low).append("</small><b>");
    html.append(escaped(value)).append("</b><span>").append(escaped(name)).append("</span></li>\n");
  }

  private void writeStep(
      WalkStep step, TranslationContext context, int hierarchical, Optional<TableWrites> writes) {
    long descriptor = step.descriptor();
    List<DescriptorText.Field> fields =
        DescriptorText.fields(descriptor, step.level(), context, hierarchical);
    html.append("<li><h3><span class=\"level f").append(step.level() + 2).append("\">level ");
    html.append(step.level()).append("</span> entry ").append(step.index()).append(" of the table");
    html.append(" at <span class=\"mono\">").append(address(step.tablePa()));
    html.append("</span></h3>\n<p><span class=\"mono\">").append(address(descriptor));
    html.append("</span> ").append(escaped(DescriptorText.kind(descriptor, step.level(), context)));
    html.append("</p>\n");
    BitField.write(html, descriptor, fields);
    if (!fields.isEmpty()) {
      html.append("<dl class=\"says\">\n");
      for (DescriptorText.Field field : fields) {
        html.append("<div><dt>").append(escaped(field.label())).append("</dt><dd>");
        html.append(escaped(field.meaning()));
        if (field.high() >= 0) {
          html.append(" <small>").append(place(field)).append("</small>");
        }
        html.append("</dd></div>\n");
      }
      html.append("</dl>\n");
    }
    writes
        .flatMap(all -> all.last(step.entryPa()))
        .ifPresent(
            last -> {
              html.append("<p class=\"writer\">written by ").append(escaped(last.describe()));
              html.append(
                  last.after() == descriptor ? "" : ", and changed by the model after that");
              html.append("</p>\n");
            });
    html.append("</li>\n");
  }

  private static String place(DescriptorText.Field field) {
    return field.high() == field.low()
        ? "bit " + field.low()
        : "bits " + field.high() + ":" + field.low();
  }
}
