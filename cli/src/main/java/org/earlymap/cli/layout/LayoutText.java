// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.layout;

import java.io.PrintWriter;
import java.util.Locale;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.Sizes;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.cli.options.NamedSpace;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.StaticTables;

/** A layout as aligned text. */
final class LayoutText {
  private static final String ROW = "%-18s  %-18s  %11s  %16s  %s";

  private final PrintWriter out;

  LayoutText(PrintWriter out) {
    this.out = out;
  }

  void print(NamedSpace named) {
    out.println(named.title());
    out.println();
    println(ROW, "START", "END", "SIZE", "BYTES", "REGION");
    boolean lower = false;
    for (AddressRegion region : named.space().regions()) {
      if (lower && region.start() < 0) {
        out.println();
      }
      lower = region.start() >= 0;
      printRegion(region);
    }
    printMemory(named.space());
    printStaticTables(named.space());
  }

  private void printRegion(AddressRegion region) {
    String name = "  ".repeat(region.depth()) + region.name();
    println(
        ROW,
        address(region.start()),
        address(region.end()),
        Sizes.rounded(region.size()),
        Long.toUnsignedString(region.size()),
        region.note().isEmpty() ? name : name + " (" + region.note() + ")");
  }

  private void printMemory(AddressSpace space) {
    if (space.linearMap().isEmpty()) {
      return;
    }
    LinearMapPlacement linearMap = space.linearMap().get();
    out.println();
    println("memstart_addr       %s", address(linearMap.memstartAddr()));
    if (linearMap.memstartAddr() != linearMap.unrandomisedMemstartAddr()) {
      println("  without the seed  %s", address(linearMap.unrandomisedMemstartAddr()));
    }
    println("KASLR offset        %s", address(space.kaslr().offset()));
    for (LinearMapPlacement.Dropped dropped : linearMap.dropped()) {
      Range range = dropped.range();
      println(
          "memory left out     %s  %s  %s: %s",
          address(range.start()),
          address(range.end()),
          Sizes.exact(range.size()),
          dropped.reason().description());
    }
  }

  private void printStaticTables(AddressSpace space) {
    StaticTables tables = space.staticTables();
    out.println();
    println(
        "_end, as linked     %s%s",
        address(space.linkedEnd()), space.image().assumed() ? " (assumed: --image-size)" : "");
    println("INIT_DIR            %s", Sizes.exact(tables.initDirSize(space.linkedEnd())));
    println("INIT_IDMAP_DIR      %s", Sizes.exact(tables.initIdmapSize(space.linkedEnd())));
    if (tables.fdtPoolSize() != 0) {
      println("FDT pool            %s", Sizes.exact(tables.fdtPoolSize()));
    }
    space
        .kvm()
        .ifPresent(
            kvm ->
                println(
                    "KVM                 hypervisor %d VA bits, host stage 2 %d bits",
                    kvm.hypVaBits(), kvm.hostStage2Bits()));
  }

  private void println(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  private static String address(long address) {
    return Hex.of(address);
  }
}
