// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.running;

import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.arch.Descriptor;
import org.earlymap.arch.Granule;
import org.earlymap.arch.Mair;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.arch.Rights;
import org.earlymap.arch.Sctlr;
import org.earlymap.arch.Tcr;
import org.earlymap.arch.TcrException;
import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.Ttbr;
import org.earlymap.arch.VaHalf;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.earlymap.table.Translation;
import org.earlymap.table.TranslationContext;

/**
 * Root tables found by what they map: a kernel's root maps itself, at as far from the kernel's
 * first byte as it lies in memory. No other page does.
 */
final class Roots {
  /** Root tables are pages, or at the ends of pages of 1024 entries. */
  private static final long PAGE = 4096;

  private static final int[] WIDTHS = {52, 48, 47, 42, 39, 36};
  private static final int LEAST_48 = 16;
  private static final int LEAST_ROOT = 64;

  /** The kernel's text starts behind the page of its header, which is not executed. */
  private static final long TEXT = 0x10000;

  private Roots() {}

  /** Whether the tables of the upper half translate {@code va} to {@code pa}. */
  static boolean translates(
      PhysicalMemory memory, TranslationRegisters registers, long va, long pa) {
    OptionalLong found = translation(memory, registers, va);
    return found.isPresent() && found.getAsLong() == pa;
  }

  private static OptionalLong translation(
      PhysicalMemory memory, TranslationRegisters registers, long va) {
    try {
      TranslationContext context = TranslationContext.of(registers, VaHalf.UPPER);
      if (!context.covers(va) || !memory.contains(context.root(), LEAST_ROOT)) {
        return OptionalLong.empty();
      }
      Translation translation = new TableWalker(memory, context).translate(va);
      return translation instanceof Translation.Mapped mapped
          ? OptionalLong.of(mapped.pa())
          : OptionalLong.empty();
    } catch (TcrException e) {
      return OptionalLong.empty();
    }
  }

  /** A root, and where the kernel's first byte lies by it and is mapped. */
  record Found(TranslationRegisters registers, long textPa, long textVa) {}

  /**
   * The root in {@code [from, until)} that maps {@code textVa} to there, and itself at as far from
   * it as it lies. The widest counts, since the tables of the next level of a wide root look like a
   * narrow one.
   *
   * @param granule the page size where it is known
   */
  static Optional<Found> search(
      PhysicalMemory memory, long from, long until, long textVa, Optional<Granule> granule) {
    for (int bits : WIDTHS) {
      Optional<Found> best = Optional.empty();
      int most = 0;
      for (long pa = from & -PAGE; pa < until; pa += PAGE) {
        for (Granule each : Granule.values()) {
          boolean fits = granule.isEmpty() || granule.get() == each;
          if (!fits || (pa & (each.bytes() - 1)) != 0 || !memory.contains(pa, each.bytes())) {
            continue;
          }
          TranslationRegisters registers = candidate(pa, each, bits);
          if (!leadsOn(memory, registers, textVa)) {
            continue;
          }
          int entries = entries(memory, registers);
          if (entries <= most) {
            continue;
          }
          OptionalLong textPa = translation(memory, registers, textVa);
          if (textPa.isPresent()
              && textPa.getAsLong() >= from
              && textPa.getAsLong() < until
              && translates(memory, registers, textVa + (pa - textPa.getAsLong()), pa)) {
            most = entries;
            best = Optional.of(new Found(registers, textPa.getAsLong(), textVa));
          }
        }
      }
      if (best.isPresent()) {
        return best;
      }
    }
    return Optional.empty();
  }

  /**
   * The root in {@code [from, until)} that maps the image, whose first byte is at {@code from}, by
   * a mapping that may be executed, and itself by the same.
   *
   * @param granule the page size where it is known
   */
  static Optional<Found> searchMapping(
      PhysicalMemory memory, long from, long until, Optional<Granule> granule) {
    for (int bits : WIDTHS) {
      for (long pa = from & -PAGE; pa < until; pa += PAGE) {
        for (Granule each : Granule.values()) {
          boolean fits = granule.isEmpty() || granule.get() == each;
          if (!fits || (pa & (each.bytes() - 1)) != 0 || !memory.contains(pa, each.bytes())) {
            continue;
          }
          TranslationRegisters registers = candidate(pa, each, bits);
          if (entries(memory, registers) == 0) {
            continue;
          }
          OptionalLong va = executable(memory, registers, from + TEXT);
          // Below is the linear map and never an image; an ID map would map it there.
          if (va.isPresent()
              && Long.compareUnsigned(va.getAsLong(), RunningKernel.pageEnd(bits)) >= 0
              && translates(memory, registers, va.getAsLong() - TEXT + (pa - from), pa)) {
            return Optional.of(new Found(registers, from, va.getAsLong() - TEXT));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The first address of the upper half at which {@code pa} may be executed. */
  private static OptionalLong executable(
      PhysicalMemory memory, TranslationRegisters registers, long pa) {
    TableWalker walker = new TableWalker(memory, TranslationContext.of(registers, VaHalf.UPPER));
    long[] found = {0};
    walker.walkMerged(
        new TableVisitor() {
          @Override
          public void leaves(
              long va,
              int level,
              long first,
              long step,
              long count,
              long descriptor,
              int hierarchical) {
            if (found[0] == 0
                && Long.compareUnsigned(pa - first, step * count) < 0
                && walker.translate(va + (pa - first)) instanceof Translation.Mapped mapped
                && (mapped.rights() & Rights.EL1_EXECUTE) != 0) {
              found[0] = va + (pa - first);
            }
          }
        });
    return found[0] == 0 ? OptionalLong.empty() : OptionalLong.of(found[0]);
  }

  /** Whether the root's entry for {@code va} is a table: most pages are none by that. */
  private static boolean leadsOn(PhysicalMemory memory, TranslationRegisters registers, long va) {
    TranslationContext context = TranslationContext.of(registers, VaHalf.UPPER);
    int level = context.regime().rootLevel();
    return context.covers(va)
        && Descriptor.isTable(
            memory.readLong(context.root() + 8L * context.regime().index(va, level)), level);
  }

  /** How many tables a root leads to; 0 where one of them is not in the memory. */
  private static int entries(PhysicalMemory memory, TranslationRegisters registers) {
    TranslationContext context = TranslationContext.of(registers, VaHalf.UPPER);
    TranslationRegime regime = context.regime();
    int level = regime.rootLevel();
    long root = context.root();
    int count = 0;
    for (long at = 0; at < regime.rootBytes(); at += Long.BYTES) {
      long entry = memory.readLong(root + at);
      if (Descriptor.isTable(entry, level)) {
        long next = regime.format().decode(entry, regime.granule());
        if (context.beyondOutput(next) || !memory.contains(next, regime.granule().bytes())) {
          return 0;
        }
        count++;
      } else if (Descriptor.isValid(entry) && !Descriptor.isLeaf(entry, level)) {
        return 0;
      }
    }
    return count;
  }

  /** One way to read a root at {@code pa}. */
  private static TranslationRegisters candidate(long pa, Granule granule, int bits) {
    boolean large = granule == Granule.SIZE_64K;
    boolean ds = !large && Long.SIZE - bits < LEAST_48;
    Tcr tcr =
        new Tcr(Tcr.granuleBits(granule) | Tcr.WALKS_WRITE_BACK_INNER_SHAREABLE | (ds ? Tcr.DS : 0))
            .withT1sz(Long.SIZE - bits)
            .withT0sz(LEAST_48)
            .withIps(ds || large ? PhysicalAddressSize.ENCODED_52 : PhysicalAddressSize.ENCODED_48);
    return new TranslationRegisters(
        tcr,
        Mair.LINUX,
        new Sctlr(0),
        Optional.empty(),
        Optional.of(Ttbr.of(pa)),
        Optional.empty());
  }
}
