// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.earlymap.Range;
import org.earlymap.arch.Rights;
import org.earlymap.boot.decide.Stage;
import org.earlymap.check.Figures;
import org.earlymap.check.MappedRange;
import org.earlymap.check.Verdict;

/**
 * What one rule objects to in one boot: a finding for each place beneath a root, whatever the
 * number of its mappings and of the stages that have it.
 */
final class Violations {
  private record Subject(String root, String place) {}

  private static final class Seen {
    private final Set<Stage> stages = new LinkedHashSet<>();
    private final MappedRange first;
    private final Stage firstStage;
    private final String objection;
    private Range va;
    private int others;

    Seen(Stage stage, MappedRange first, String objection) {
      this.first = first;
      this.firstStage = stage;
      this.objection = objection;
      this.va = first.va();
    }

    void add(Stage stage, MappedRange range) {
      stages.add(stage);
      if (range.va().start() == va.end()) {
        va = new Range(va.start(), range.va().end());
      } else if (stage == firstStage && !range.va().equals(first.va())) {
        others++;
      }
    }
  }

  private final String cpu;
  private final LinkedImage image;
  private final Map<Subject, Seen> seen = new LinkedHashMap<>();

  Violations(String cpu, LinkedImage image) {
    this.cpu = cpu;
    this.image = image;
  }

  /** {@code range} allows too much at {@code stage}; {@code objection} says what, in words. */
  void add(Stage stage, MappedRange range, String place, String objection) {
    seen.computeIfAbsent(
            new Subject(range.root().name(), place), key -> new Seen(stage, range, objection))
        .add(stage, range);
  }

  /** Makes findings of them. */
  void tell(Verdict verdict) {
    seen.forEach((subject, each) -> tell(verdict, subject, each));
  }

  private void tell(Verdict verdict, Subject subject, Seen each) {
    String stages = each.stages.stream().map(Stage::label).collect(Collectors.joining("+"));
    String name = cpu + ' ' + stages + ' ' + subject.root() + ' ' + subject.place();
    String message =
        String.format(
            Locale.ROOT,
            "on %s at %s: %s %s..%s%s in %s %s: %s, level %d descriptor %s%s",
            cpu,
            stages.replace("+", ", "),
            subject.place(),
            Figures.hex(each.va.start()),
            Figures.hex(each.va.end()),
            each.others == 0 ? "" : " and " + each.others + " more",
            subject.root(),
            each.objection,
            Rights.describe(each.first.rights()),
            each.first.mapping().level(),
            Figures.hex(each.first.mapping().descriptor()),
            image.rodataOff() ? "; its command line has rodata=off" : "");
    OptionalLong linked = image.linkAddress(each.first.memory().start());
    verdict.finding(name, linked.orElse(each.va.start()), message);
  }
}
