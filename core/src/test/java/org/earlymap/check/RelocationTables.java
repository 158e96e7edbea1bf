// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Relocation tables for a made kernel: its own are replaced by these. */
public final class RelocationTables implements UnaryOperator<KernelMaker> {
  public static final int NONE = 0;
  public static final int ABS64 = 257;
  public static final int GLOB_DAT = 1025;
  public static final int RELATIVE = 0x403;

  private record Rela(long place, long type, long symbol, long addend) {}

  private final List<Rela> rela = new ArrayList<>();
  private final List<Long> relr = new ArrayList<>();

  /** An R_AARCH64_RELATIVE. */
  public static RelocationTables of(long place, long addend) {
    return new RelocationTables().rela(place, RELATIVE, 0, addend);
  }

  public static RelocationTables none() {
    return new RelocationTables();
  }

  public RelocationTables and(long place, long addend) {
    return rela(place, RELATIVE, 0, addend);
  }

  public RelocationTables rela(long place, int type, long symbol, long addend) {
    rela.add(new Rela(place, type, symbol, addend));
    return this;
  }

  /** The words of {@code .relr.dyn} as they are. */
  public RelocationTables relr(long... words) {
    for (long word : words) {
      relr.add(word);
    }
    return this;
  }

  @Override
  public KernelMaker apply(KernelMaker kernel) {
    ByteOrder order = kernel.order();
    ByteBuffer entries = ByteBuffer.allocate(24 * rela.size()).order(order);
    for (Rela one : rela) {
      entries.putLong(one.place()).putLong(one.symbol() << 32 | one.type()).putLong(one.addend());
    }
    ByteBuffer words = ByteBuffer.allocate(8 * relr.size()).order(order);
    relr.forEach(words::putLong);
    return table(table(kernel, "rela", 4, entries.array()), "relr", 19, words.array());
  }

  private static KernelMaker table(KernelMaker kernel, String name, int type, byte[] bytes) {
    long start = kernel.at("__pi_" + name + "_start");
    return kernel
        .contents("." + name + ".dyn", type, "A", start, bytes)
        .symbol("__pi_" + name + "_end", start + bytes.length);
  }
}
