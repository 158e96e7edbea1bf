// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.picture;

import java.util.LinkedHashMap;
import java.util.Map;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.build.BuildManifest;

/** What a page says of a build before it draws it. */
final class BuildFacts {
  private BuildFacts() {}

  static void write(StringBuilder html, BuildView view) {
    html.append("<dl class=\"facts\">\n");
    of(view)
        .forEach(
            (term, value) -> {
              html.append("<div><dt>").append(Markup.escaped(term)).append("</dt><dd>");
              html.append(Markup.escaped(value)).append("</dd></div>\n");
            });
    html.append("</dl>\n");
  }

  private static Map<String, String> of(BuildView view) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Read from", view.name());
    view.manifest().ifPresent(manifest -> add(facts, manifest));
    if (view.manifest().isEmpty() && !view.roots().isEmpty()) {
      TranslationRegime regime = view.roots().get(0).walker().context().regime();
      facts.put("Page size", regime.granule().label());
      facts.put("VA bits", Integer.toString(regime.vaBits()));
    }
    return facts;
  }

  private static void add(Map<String, String> facts, BuildManifest manifest) {
    manifest
        .machine()
        .ifPresent(machine -> facts.put("CPU", machine.cpu() + ", at EL" + machine.bootEl()));
    manifest.engine().ifPresent(engine -> facts.put("Computed by", "the " + engine.name()));
    BuildManifest.Boot boot = manifest.boot();
    facts.put("Page size", boot.granule().label());
    facts.put("VA bits", boot.vaBits() + " built, " + boot.vaBitsActual() + " in use");
    facts.put("PA bits", Integer.toString(boot.paBits()) + (boot.lpa2() ? ", LPA2" : ""));
    if (manifest.kernel().isPresent()) {
      facts.put("Load address", Markup.address(boot.loadAddress()));
      facts.put("KASLR offset", Markup.address(boot.kaslrOffset()));
    }
    manifest
        .trace()
        .ifPresent(trace -> facts.put("Traced", "who wrote an entry is said in its tables"));
  }
}
