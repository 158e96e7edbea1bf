// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import static org.earlymap.cli.picture.Markup.address;
import static org.earlymap.cli.picture.Markup.escaped;

import java.util.List;
import java.util.Map;
import org.earlymap.Sizes;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.config.KernelConfig;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.LayoutConstants;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.RegionKind;
import org.earlymap.layout.StaticTables;

/** An address space as a page of HTML: a picture and tables, with nothing loaded and no script. */
public final class LayoutPage {
  private final StringBuilder html = new StringBuilder();
  private final AddressSpace space;

  private LayoutPage(AddressSpace space) {
    this.space = space;
  }

  /** The page of {@code space}. */
  public static String of(String title, AddressSpace space) {
    LayoutPage page = new LayoutPage(space);
    page.write(title);
    return page.html.toString();
  }

  private void write(String title) {
    html.append(PageFrame.start(title, "Address space"));
    writeFacts();
    List<Part> parts = space.regions().stream().map(region -> Part.of(region, false)).toList();
    parts = Part.folded(parts, Markup.styleClass(RegionKind.FIXMAP));
    html.append("<figure>\n").append(SpacePicture.of(parts, title, SpacePicture.UNTRANSLATED));
    html.append(Legend.RIGHTS);
    html.append("<figcaption>Low addresses are at the top. Heights are logarithmic: each doubling");
    html.append(" of a region's size adds the same height. Rows at the right show what lies in a");
    html.append(
        " region, in order but not to scale. Rights are those that the kernel leaves once it"
            + " runs.</figcaption>\n"
            + "</figure>\n");
    RegionTable.write(html, space.regions());
    writeDropped();
    writeConstants();
    html.append(PageFrame.END);
  }

  private void writeFacts() {
    KernelConfig config = space.layout().config();
    StaticTables tables = space.staticTables();
    String assumed = space.image().assumed() ? " (image size assumed)" : "";
    html.append("<dl class=\"facts\">\n");
    fact("Page size", config.granule().label());
    fact("VA bits", config.vaBits() + " built, " + space.layout().vaBitsActual() + " in use");
    fact("PA bits", Integer.toString(config.paBits()));
    fact("KASAN", config.kasan().name());
    fact("KASLR offset", address(space.kaslr().offset()));
    space.linearMap().ifPresent(map -> fact("memstart_addr", address(map.memstartAddr())));
    fact("INIT_DIR", Sizes.rounded(tables.initDirSize(space.linkedEnd())) + assumed);
    fact("INIT_IDMAP_DIR", Sizes.rounded(tables.initIdmapSize(space.linkedEnd())) + assumed);
    if (tables.fdtPoolSize() != 0) {
      fact("FDT table pool", Sizes.rounded(tables.fdtPoolSize()));
    }
    space
        .kvm()
        .ifPresent(
            kvm ->
                fact(
                    "KVM",
                    kvm.hypVaBits()
                        + " hypervisor VA bits, "
                        + kvm.hostStage2Bits()
                        + " host stage 2 bits"));
    html.append("</dl>\n");
  }

  private void fact(String term, String value) {
    html.append("<div><dt>").append(escaped(term)).append("</dt><dd>");
    html.append(escaped(value)).append("</dd></div>\n");
  }

  private void writeDropped() {
    List<LinearMapPlacement.Dropped> dropped =
        space.linearMap().map(LinearMapPlacement::dropped).orElse(List.of());
    if (dropped.isEmpty()) {
      return;
    }
    html.append(
        "<h2>Memory left out of the linear map</h2>\n"
            + Markup.scroll("Memory left out")
            + "<table>\n");
    html.append("<thead><tr><th>Physical start</th><th>Physical end</th><th>Size</th>");
    html.append("<th>Why</th></tr></thead>\n<tbody>\n");
    for (LinearMapPlacement.Dropped part : dropped) {
      html.append("<tr><td class=\"mono\">").append(address(part.range().start()));
      html.append("</td><td class=\"mono\">").append(address(part.range().end()));
      html.append("</td><td class=\"num\">").append(Sizes.rounded(part.range().size()));
      html.append("</td><td>").append(escaped(part.reason().description()));
      html.append("</td></tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  private void writeConstants() {
    html.append("<h2>Constants of the kernel's headers</h2>\n" + Markup.scroll("Constants"));
    html.append("<table class=\"constants\">\n<thead><tr><th>Name</th><th>Value</th></tr></thead>");
    html.append("\n<tbody>\n");
    for (Map.Entry<String, Long> constant : LayoutConstants.of(space.layout()).entrySet()) {
      long value = constant.getValue();
      String shown =
          LayoutConstants.isHexadecimal(value)
              ? "0x" + Long.toHexString(value)
              : Long.toString(value);
      html.append("<tr><td class=\"mono\">").append(escaped(constant.getKey()));
      html.append("</td><td class=\"mono num\">").append(shown).append("</td></tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  /** The regions of a space in a table. */
  static final class RegionTable {
    private RegionTable() {}

    /** All regions but the fixmap's slots, which are many and to open. */
    static void write(StringBuilder html, List<AddressRegion> regions) {
      html.append("<h2>Regions</h2>\n");
      rows(html, "Regions", regions.stream().filter(region -> !isSlot(region)).toList());
      List<AddressRegion> slots = regions.stream().filter(RegionTable::isSlot).toList();
      if (!slots.isEmpty()) {
        html.append("<details><summary>The fixmap's slots: ").append(slots.size());
        html.append("</summary>\n");
        rows(html, "The fixmap's slots", slots);
        html.append("</details>\n");
      }
    }

    private static boolean isSlot(AddressRegion region) {
      return region.kind() == RegionKind.FIXMAP && region.depth() > 0;
    }

    private static void rows(StringBuilder html, String label, List<AddressRegion> regions) {
      html.append(Markup.scroll(label)).append("<table class=\"regions\">\n<thead><tr>");
      html.append("<th>Region</th><th>Start</th><th>End</th><th>Size</th><th>Bytes</th>");
      html.append("<th>Rights</th><th>Note</th></tr></thead>\n<tbody>\n");
      for (AddressRegion region : regions) {
        html.append("<tr class=\"depth-").append(region.depth()).append("\"><td>");
        html.append("<span class=\"swatch ").append(Markup.styleClass(region.kind()));
        html.append("\"></span>").append(escaped(region.name()));
        html.append("</td><td class=\"mono\">").append(address(region.start()));
        html.append("</td><td class=\"mono\">").append(address(region.end()));
        html.append("</td><td class=\"num\">").append(Sizes.rounded(region.size()));
        html.append("</td><td class=\"num\">").append(Long.toUnsignedString(region.size()));
        html.append("</td><td>").append(Markup.chip(Part.of(region, false).rights()));
        html.append("</td><td>").append(escaped(region.note())).append("</td></tr>\n");
      }
      html.append("</tbody></table></div>\n");
    }
  }
}
