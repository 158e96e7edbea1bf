// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.arch.Granule;
import org.earlymap.tlb.AddressOperand;
import org.earlymap.tlb.FlushAlgorithm;
import org.earlymap.tlb.FlushRange;
import org.earlymap.tlb.RangeOperand;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiInstruction;
import org.earlymap.tlb.TlbiOperation;
import org.earlymap.tlb.TlbiPlan;
import org.earlymap.tlb.TlbiRequest;

/** A plan as text: what was asked, the operations between their barriers, a count. */
final class TlbiText {
  private static final int LEAST_FOLDED = 4;

  private final PrintWriter out;

  TlbiText(PrintWriter out) {
    this.out = out;
  }

  void print(TlbiPlan plan) {
    header(plan);
    operations(plan);
    out.println();
    if (plan.isFullFlush()) {
      out.println("everything is invalidated instead of the range: " + plan.reason());
    } else {
      int ranges = plan.rangeOperations();
      int count = plan.operations().size();
      out.printf(
          Locale.ROOT,
          "%s: %d over ranges, %d by address%n",
          counted(count),
          ranges,
          count - ranges);
    }
    for (Range missed : plan.missed()) {
      out.printf("NOT invalidated: %s..%s%n", Hex.of(missed.start()), Hex.of(missed.end()));
    }
  }

  /** The operations alone, between their barriers. */
  void operations(TlbiPlan plan) {
    List<String> lines = new ArrayList<>();
    for (TlbiOperation operation : plan.operations()) {
      lines.add(line(operation, plan.request()));
    }
    betweenBarriers(plan, lines);
  }

  /** The same, with operations in a row whose operands grow evenly told by the first and last. */
  void folded(TlbiPlan plan) {
    List<TlbiOperation> operations = plan.operations();
    List<String> lines = new ArrayList<>();
    int at = 0;
    while (at < operations.size()) {
      int end = endOfRow(operations, at);
      lines.add(line(operations.get(at), plan.request()));
      if (end - at < LEAST_FOLDED) {
        at++;
        continue;
      }
      long step = operations.get(at + 1).operand() - operations.get(at).operand();
      lines.add(
          String.format(Locale.ROOT, "  ...   %d more, each 0x%x further", end - at - 2, step));
      lines.add(line(operations.get(end - 1), plan.request()));
      at = end;
    }
    betweenBarriers(plan, lines);
  }

  private static int endOfRow(List<TlbiOperation> operations, int at) {
    int end = at + 1;
    while (end < operations.size()
        && operations.get(end).instruction() == operations.get(at).instruction()
        && (end == at + 1 || step(operations, end) == step(operations, end - 1))) {
      end++;
    }
    return end;
  }

  private static long step(List<TlbiOperation> operations, int at) {
    return operations.get(at).operand() - operations.get(at - 1).operand();
  }

  private void betweenBarriers(TlbiPlan plan, List<String> lines) {
    out.println("  dsb   ishst");
    lines.forEach(out::println);
    out.println("  dsb   ish");
    plan.afterwards()
        .ifPresent(
            last -> {
              out.println("  tlbi  " + last.mnemonic());
              out.println("  dsb   ish");
            });
    if (!plan.request().instruction().usesAsid()) {
      out.println("  isb");
    }
  }

  /** The one operation that leaves nothing in a TLB. */
  void everything(TlbiInstruction instruction) {
    out.println("  dsb   ishst");
    out.println("  tlbi  " + instruction.mnemonic());
    out.println("  dsb   ish");
    out.println("  isb");
  }

  private void header(TlbiPlan plan) {
    FlushRange range = plan.request().range();
    out.printf(
        "%s..%s, %s of %s (%s)%n",
        Hex.of(range.start()),
        Hex.of(range.end()),
        range.pages() == 1 ? "1 page" : range.pages() + " pages",
        range.granule().label(),
        Sizes.exact(range.bytes()));
    List<String> how = new ArrayList<>();
    how.add("strides of " + Sizes.binary(range.stride()));
    OptionalInt level = plan.request().level();
    how.add(level.isPresent() ? "level " + level.getAsInt() : "level unknown");
    TlbiCpu cpu = plan.request().cpu();
    how.add(cpu.range() ? "FEAT_TLBIRANGE" : "no FEAT_TLBIRANGE");
    how.add(cpu.ttl() ? "FEAT_TTL" : "no FEAT_TTL");
    if (cpu.lpa2()) {
      how.add("LPA2");
    }
    how.add(label(plan.algorithm()));
    out.println(String.join(", ", how));
    out.println();
  }

  private static String label(FlushAlgorithm algorithm) {
    return switch (algorithm) {
      case ASCENDING -> "as kernels before 6.8";
      case DESCENDING -> "as kernels since 6.8";
      case DESCENDING_KERNEL -> "as kernels since 6.13";
    };
  }

  private static String counted(int count) {
    return count == 1 ? "1 operation" : count + " operations";
  }

  private static String line(TlbiOperation operation, TlbiRequest request) {
    String name = operation.instruction().mnemonic();
    String operand = String.format("%s, %s", name, Hex.of(operation.operand()));
    return switch (operation.instruction().operand()) {
      case ADDRESS -> String.format("  tlbi  %-30s  %s", operand, address(operation, request));
      case RANGE -> String.format("  tlbi  %-30s  %s", operand, range(operation, request));
      case ASID ->
          String.format(
              Locale.ROOT,
              "  tlbi  %-30s  ASID %d",
              operand,
              AddressOperand.decode(operation.operand()).asid());
      case NONE -> "  tlbi  " + name;
    };
  }

  private static String address(TlbiOperation operation, TlbiRequest request) {
    AddressOperand fields = AddressOperand.decode(operation.operand());
    boolean stage2 = operation.instruction().isStage2();
    StringBuilder text = new StringBuilder();
    if (operation.instruction().usesAsid()) {
      text.append("ASID ").append(fields.asid()).append(", ");
    }
    OptionalInt level = fields.level();
    if (level.isPresent()) {
      text.append("TTL ").append(request.range().granule().label());
      text.append(" level ").append(level.getAsInt());
    } else {
      text.append("TTL none");
    }
    return text.append(
            String.format(
                ", %s %s", stage2 ? "IPA" : "VA", Hex.of(stage2 ? fields.ipa() : fields.va())))
        .toString();
  }

  private static String range(TlbiOperation operation, TlbiRequest request) {
    RangeOperand fields = RangeOperand.decode(operation.operand());
    Granule granule = request.range().granule();
    boolean lpa2 = request.cpu().lpa2();
    StringBuilder text = new StringBuilder();
    if (operation.instruction().usesAsid()) {
      text.append("ASID ").append(fields.asid()).append(", ");
    }
    text.append(
        String.format(
            Locale.ROOT,
            "TG %s, SCALE %d, NUM %d (%d pages), TTL %s, BADDR 0x%x (%s)",
            granule.label(),
            fields.scale(),
            fields.num(),
            fields.pages(),
            fields.ttl() == 0 ? "any" : Integer.toString(fields.ttl()),
            fields.baddr(),
            Hex.of(operation.covers(granule, granule.bytes(), lpa2).start())));
    if (fields.isMisalignedForTtl(granule, lpa2)) {
      text.append(", UNPREDICTABLE: the base is not aligned to level " + fields.ttl());
    }
    return text.toString();
  }
}
