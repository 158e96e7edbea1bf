// SPDX-License-Identifier: Apache-2.0
package org.earlymap.arch;

import java.util.OptionalInt;

/**
 * What EL1 and EL0 may do with an address, as a set of bits. PAN and its kin, which depend on
 * PSTATE, are not part of it. Where tables serve EL2 or EL3 alone, its rights stand in EL1's place.
 */
public final class Rights {
  public static final int NONE = 0;
  public static final int EL1_READ = 1;
  public static final int EL1_WRITE = 1 << 1;
  public static final int EL1_EXECUTE = 1 << 2;
  public static final int EL0_READ = 1 << 3;
  public static final int EL0_WRITE = 1 << 4;
  public static final int EL0_EXECUTE = 1 << 5;

  /** All that EL0 may have. */
  public static final int EL0 = EL0_READ | EL0_WRITE | EL0_EXECUTE;

  private static final int EL0_SHIFT = 3;

  private Rights() {}

  /** The rights of EL1 in {@code rights}, given to EL0. */
  static int el1ToEl0(int rights) {
    return rights << EL0_SHIFT & EL0;
  }

  /** {@code EL1 rwx EL0 rwx}, a dash for what is denied. */
  public static String describe(int rights) {
    return "EL1 " + letters(rights) + " EL0 " + letters(rights >>> EL0_SHIFT);
  }

  /** {@code EL2 rwx} for a regime of one exception level, whose rights are those of EL1 here. */
  static String describe(String level, int rights) {
    return level + " " + letters(rights);
  }

  /** {@code rwx}, what the tables' higher exception level may do; a dash for what is denied. */
  public static String privileged(int rights) {
    return letters(rights);
  }

  /** {@code rwx}, what EL0 may do; a dash for what is denied. */
  public static String unprivileged(int rights) {
    return letters(rights >>> EL0_SHIFT);
  }

  /** The rights of which {@link #privileged} says {@code letters}; empty for another text. */
  public static OptionalInt ofPrivileged(String letters) {
    for (int rights = NONE; rights <= (EL1_READ | EL1_WRITE | EL1_EXECUTE); rights++) {
      if (letters(rights).equals(letters)) {
        return OptionalInt.of(rights);
      }
    }
    return OptionalInt.empty();
  }

  private static String letters(int rights) {
    return ((rights & EL1_READ) == 0 ? "-" : "r")
        + ((rights & EL1_WRITE) == 0 ? "-" : "w")
        + ((rights & EL1_EXECUTE) == 0 ? "-" : "x");
  }
}
