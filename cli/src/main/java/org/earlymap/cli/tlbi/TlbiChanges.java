// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.build.Build;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.TableTrouble;
import org.earlymap.cli.text.JsonText;
import org.earlymap.table.TableRoot;
import org.earlymap.table.TableWalker;
import org.earlymap.tlb.ChangePlanner;
import org.earlymap.tlb.ChangeReason;
import org.earlymap.tlb.EntryChange;
import org.earlymap.tlb.FlushAlgorithm;
import org.earlymap.tlb.MappingChanges;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiOperation;
import org.earlymap.tlb.TlbiPlan;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import tools.jackson.core.JsonGenerator;

/** What two builds differ in, and the invalidations that the change from one to the other needs. */
final class TlbiChanges {
  private final TableRoot from;
  private final TableRoot to;
  private final boolean comparable;
  private final List<EntryChange> changes;
  private final ChangePlanner planner;
  private final boolean sawEverything;

  private TlbiChanges(
      TableRoot from,
      TableRoot to,
      boolean comparable,
      List<EntryChange> changes,
      ChangePlanner planner,
      boolean sawEverything) {
    this.from = from;
    this.to = to;
    this.comparable = comparable;
    this.changes = changes;
    this.planner = planner;
    this.sawEverything = sawEverything;
  }

  /**
   * Compares the tables under the root {@code name} of two builds.
   *
   * @param algorithm how ranges are split; without it, as the kernel of {@code toPath} does
   * @param err where it says what is wrong with the tables
   * @throws UnusableOptionException where a build has no such root
   */
  static TlbiChanges of(
      Path fromPath,
      Path toPath,
      String name,
      TlbiCpu cpu,
      Optional<FlushAlgorithm> algorithm,
      PrintWriter err)
      throws IOException {
    Build before = Build.read(fromPath);
    Build after = Build.read(toPath);
    TableRoot from = root(before, fromPath, name);
    TableRoot to = root(after, toPath, name);
    TableWalker old = before.walker(from);
    TableWalker made = after.walker(to);
    boolean sawEverything = TableTrouble.sawEverything(err, fromPath + " " + name, old);
    sawEverything &= TableTrouble.sawEverything(err, toPath + " " + name, made);
    boolean comparable = MappingChanges.areComparable(old.context(), made.context());
    TlbiCpu ruled =
        new TlbiCpu(cpu.range(), cpu.ttl(), cpu.lpa2() || after.manifest().boot().lpa2());
    return new TlbiChanges(
        from,
        to,
        comparable,
        comparable ? MappingChanges.between(old, made) : List.of(),
        new ChangePlanner(
            to.regime().granule(), ruled, algorithm.orElseGet(() -> algorithmOf(after))),
        sawEverything);
  }

  private static FlushAlgorithm algorithmOf(Build build) {
    KernelTraits traits = KernelTraits.of(KernelRelease.assumed());
    for (Trait trait : List.of(Trait.TLBI_KERNEL_RANGES, Trait.TLBI_SCALE_DESCENDING)) {
      Optional<Boolean> value =
          Optional.ofNullable(build.manifest().kernel().traits().get(trait.label()));
      traits = value.isPresent() ? traits.with(trait, value.get()) : traits;
    }
    return FlushAlgorithm.of(traits);
  }

  /** Whether all tables of both builds were read. */
  boolean sawEverything() {
    return sawEverything;
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s at %s, %s pages, %d address bits%n",
        to.name(),
        Hex.of(to.pa()),
        to.regime().granule().label(),
        to.regime().vaBits());
    if (!comparable) {
      out.printf(
          Locale.ROOT,
          "%nThe two are read differently (%s pages, %d bits, %s; then %s pages, %d bits, %s):%n",
          from.regime().granule().label(),
          from.regime().vaBits(),
          from.regime().format(),
          to.regime().granule().label(),
          to.regime().vaBits(),
          to.regime().format());
      out.println("TCR_EL1 changes. Turn the MMU off, then invalidate everything:");
      out.printf("%n  tlbi  vmalle1is%n");
      return;
    }
    if (from.pa() != to.pa()) {
      out.printf("the root moves from %s: TTBR changes%n", Hex.of(from.pa()));
    }
    List<TlbiPlan> plans = new ArrayList<>();
    for (EntryChange change : changes) {
      out.println();
      out.println(line(change));
      Optional<TlbiPlan> plan = movesRoot() ? Optional.empty() : planner.plan(change);
      plan.ifPresent(found -> new TlbiText(out).folded(found));
      plan.ifPresent(plans::add);
    }
    out.println();
    if (movesRoot()) {
      out.println(
          "Install reserved_pg_dir, invalidate everything (vmalle1is), install the new root:");
      out.println("that is break-before-make for all of it (idmap_cpu_replace_ttbr1).");
    } else if (plans.stream().anyMatch(TlbiPlan::isFullFlush)) {
      out.println("A vmalle1is among these stands for all the others.");
    }
    out.println(summary());
  }

  void printJson(PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.tlbi-change/1");
          json.writeStringProperty("root", to.name());
          json.writeBooleanProperty("translationControlChanges", !comparable);
          json.writeBooleanProperty("rootMoves", movesRoot());
          json.writeBooleanProperty("invalidate", needsInvalidation());
          json.writeBooleanProperty("breakBeforeMake", needsBreakBeforeMake());
          json.writeArrayPropertyStart("changes");
          for (EntryChange change : changes) {
            write(json, change);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void write(JsonGenerator json, EntryChange change) {
    json.writeStartObject();
    json.writeStringProperty("start", Hex.of(change.va()));
    json.writeStringProperty("end", Hex.of(change.endVa()));
    change.before().ifPresent(level -> json.writeNumberProperty("levelBefore", level));
    change.after().ifPresent(level -> json.writeNumberProperty("levelAfter", level));
    json.writeArrayPropertyStart("reasons");
    for (ChangeReason reason : change.reasons()) {
      json.writeString(reason.label());
    }
    json.writeEndArray();
    json.writeBooleanProperty("invalidate", change.invalidates());
    json.writeBooleanProperty("breakBeforeMake", change.needsBreakBeforeMake());
    json.writeArrayPropertyStart("operations");
    Optional<TlbiPlan> plan = movesRoot() ? Optional.empty() : planner.plan(change);
    if (plan.isPresent()) {
      for (TlbiOperation operation : plan.get().operations()) {
        TlbiJson.writeOperation(json, operation);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private String summary() {
    long idle = changes.stream().filter(change -> !change.invalidates()).count();
    long broken = changes.stream().filter(EntryChange::needsBreakBeforeMake).count();
    String counts = changes.size() == 1 ? "1 range changes" : changes.size() + " ranges change";
    return String.format(
        Locale.ROOT,
        "%s: %d need nothing, %d need invalidation, %d of them break-before-make",
        counts,
        idle,
        changes.size() - idle,
        broken);
  }

  private static String line(EntryChange change) {
    List<String> reasons = new ArrayList<>();
    change.reasons().forEach(reason -> reasons.add(reason.label()));
    String before = change.before().isPresent() ? "level " + change.before().getAsInt() : "invalid";
    String after = change.after().isPresent() ? "level " + change.after().getAsInt() : "invalid";
    String levels = before.equals(after) ? before : before + " to " + after;
    String verdict =
        change.needsBreakBeforeMake()
            ? "break-before-make"
            : change.invalidates() ? "invalidate" : "nothing to invalidate";
    return String.format(
        "%s..%s  %s, %s, %s: %s",
        Hex.of(change.va()),
        Hex.of(change.endVa()),
        Sizes.binary(change.size()),
        levels,
        String.join(", ", reasons),
        verdict);
  }

  private boolean movesRoot() {
    return comparable && from.pa() != to.pa();
  }

  private boolean needsInvalidation() {
    return !comparable || movesRoot() || changes.stream().anyMatch(EntryChange::invalidates);
  }

  private boolean needsBreakBeforeMake() {
    return !comparable || changes.stream().anyMatch(EntryChange::needsBreakBeforeMake);
  }

  private static TableRoot root(Build build, Path path, String name) {
    return build
        .manifest()
        .root(name)
        .orElseThrow(
            () ->
                new UnusableOptionException(
                    path
                        + " has no root "
                        + name
                        + "; it has "
                        + String.join(
                            ", ",
                            build.manifest().roots().stream().map(TableRoot::name).toList())));
  }
}
