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
import org.earlymap.arch.RegimeKind;
import org.earlymap.build.Build;
import org.earlymap.build.RootChanges;
import org.earlymap.cli.options.UnusableOptionException;
import org.earlymap.cli.output.TableTrouble;
import org.earlymap.cli.text.JsonText;
import org.earlymap.table.TableRoot;
import org.earlymap.tlb.ChangeReason;
import org.earlymap.tlb.EntryChange;
import org.earlymap.tlb.FlushAlgorithm;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiOperation;
import org.earlymap.tlb.TlbiPlan;
import tools.jackson.core.JsonGenerator;

/** What two builds differ in, and the invalidations that the change from one to the other needs. */
final class TlbiChanges {
  private static final String KERNEL_ROOT = "swapper_pg_dir";

  private final RootChanges found;
  private final boolean sawEverything;

  private TlbiChanges(RootChanges found, boolean sawEverything) {
    this.found = found;
    this.sawEverything = sawEverything;
  }

  /**
   * Compares the tables under a root of two builds.
   *
   * @param name the root; without it the kernel's, or the only one
   * @param algorithm how ranges are split; without it, as the kernel of {@code toPath} does
   * @param err where it says what is wrong with the tables
   * @throws UnusableOptionException where a build has no such root
   */
  static TlbiChanges of(
      Path fromPath,
      Path toPath,
      Optional<String> name,
      TlbiCpu cpu,
      Optional<FlushAlgorithm> algorithm,
      PrintWriter err)
      throws IOException {
    Build before = Build.read(fromPath);
    Build after = Build.read(toPath);
    RegimeKind was = before.manifest().registers().kind();
    RegimeKind is = after.manifest().registers().kind();
    if (was != is && !(was.isStage2() && is.isStage2())) {
      throw new UnusableOptionException(
          "--from: found tables of "
              + was.label()
              + ", expected those of "
              + is.label()
              + ", as in --to");
    }
    TableRoot from = root(before, fromPath, name);
    TableRoot to = root(after, toPath, name);
    boolean sawEverything =
        TableTrouble.sawEverything(err, fromPath + " " + from.name(), before.walker(from));
    sawEverything &= TableTrouble.sawEverything(err, toPath + " " + to.name(), after.walker(to));
    return new TlbiChanges(
        RootChanges.between(before, from, after, to, cpu, algorithm), sawEverything);
  }

  /** Whether all tables of both builds were read. */
  boolean sawEverything() {
    return sawEverything;
  }

  void print(PrintWriter out) {
    TableRoot from = found.from();
    TableRoot to = found.to();
    out.printf(
        Locale.ROOT,
        "%s at %s, %s pages, %d address bits%n",
        to.name(),
        Hex.of(to.pa()),
        to.regime().granule().label(),
        to.regime().vaBits());
    if (!found.comparable()) {
      out.printf(
          Locale.ROOT,
          "%nThe two are read differently (%s pages, %d bits, %s; then %s pages, %d bits, %s):%n",
          from.regime().granule().label(),
          from.regime().vaBits(),
          from.regime().format(),
          to.regime().granule().label(),
          to.regime().vaBits(),
          to.regime().format());
      boolean several = found.otherRegisters().size() > 1;
      out.printf(
          "%s change%s. Turn %s off, then invalidate everything:%n%n",
          String.join(" and ", found.otherRegisters()),
          several ? "" : "s",
          found.kind().isStage2() ? "stage 2" : "the MMU");
      new TlbiText(out).everything(found.everything());
      return;
    }
    if (from.pa() != to.pa()) {
      out.printf(
          "the root moves from %s: %s changes%n",
          Hex.of(from.pa()), found.kind().shortBaseRegister(to.half()));
    }
    List<TlbiPlan> plans = new ArrayList<>();
    for (EntryChange change : found.changes()) {
      out.println();
      out.println(line(change));
      Optional<TlbiPlan> plan = found.plan(change);
      plan.ifPresent(planned -> new TlbiText(out).folded(planned));
      plan.ifPresent(plans::add);
    }
    out.println();
    if (found.movesRoot()) {
      moveRoot(out);
    } else if (plans.stream().anyMatch(TlbiPlan::isFullFlush)) {
      out.printf("A %s among these stands for all the others.%n", found.everything().mnemonic());
    }
    out.println(summary());
  }

  /** Break-before-make for all of it. */
  private void moveRoot(PrintWriter out) {
    String everything = found.everything().mnemonic();
    if (found.kernel()) {
      out.printf(
          "Install reserved_pg_dir, invalidate everything (%s), install the new root:%n",
          everything);
      out.println("that is break-before-make for all of it (idmap_cpu_replace_ttbr1).");
      return;
    }
    out.printf(
        "Turn %s off, write %s, invalidate everything, turn it on again:%n%n",
        found.kind().isStage2() ? "stage 2" : "the MMU",
        found.kind().baseRegister(found.to().half()));
    new TlbiText(out).everything(found.everything());
    if (found.kind().isStage2()) {
      out.printf("%nOr give the new tables a VMID of their own, which no TLB knows.%n");
    }
    out.println();
  }

  void printJson(PrintWriter out) {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("schema", "earlymap.tlbi-change/1");
          json.writeStringProperty("root", found.to().name());
          json.writeStringProperty("regime", found.kind().label());
          json.writeBooleanProperty("translationControlChanges", !found.comparable());
          json.writeBooleanProperty("rootMoves", found.movesRoot());
          if (found.needsEverything()) {
            json.writeStringProperty("everything", found.everything().mnemonic());
          }
          json.writeBooleanProperty("invalidate", found.needsInvalidation());
          json.writeBooleanProperty("breakBeforeMake", found.needsBreakBeforeMake());
          json.writeArrayPropertyStart("changes");
          for (EntryChange change : found.changes()) {
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
    Optional<TlbiPlan> plan = found.plan(change);
    if (plan.isPresent()) {
      for (TlbiOperation operation : plan.get().operations()) {
        TlbiJson.writeOperation(json, operation);
      }
    }
    json.writeEndArray();
    plan.flatMap(TlbiPlan::afterwards)
        .ifPresent(last -> json.writeStringProperty("afterwards", last.mnemonic()));
    json.writeEndObject();
  }

  private String summary() {
    List<EntryChange> changes = found.changes();
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

  private static TableRoot root(Build build, Path path, Optional<String> name) {
    List<TableRoot> roots = build.manifest().roots();
    if (name.isEmpty() && roots.size() == 1) {
      return roots.get(0);
    }
    return build
        .manifest()
        .root(name.orElse(KERNEL_ROOT))
        .orElseThrow(
            () ->
                new UnusableOptionException(
                    path
                        + name.map(given -> " has no root " + given + "; it has ")
                            .orElse(" has several roots, choose one with --root: ")
                        + String.join(", ", roots.stream().map(TableRoot::name).toList())));
  }
}
