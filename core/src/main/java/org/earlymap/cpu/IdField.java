// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.util.Map;
import java.util.Optional;

/**
 * A field of an ID register, and what its values mean (Arm ARM D24.2).
 *
 * @param register the register
 * @param name the field's name, as the Arm ARM spells it
 * @param high its highest bit
 * @param low its lowest bit
 * @param title what it is about, in a few words
 * @param kind how its values are read
 * @param meanings a meaning for each value that is defined; empty for numbers
 * @param early whether a kernel's early boot looks at it
 */
public record IdField(
    IdRegister register,
    String name,
    int high,
    int low,
    String title,
    Kind kind,
    Map<Integer, String> meanings,
    boolean early) {

  /** How the values of a field are read. */
  public enum Kind {
    /** Not below zero. */
    UNSIGNED,
    /** Two's complement: the highest values say that something is missing. */
    SIGNED,
    /** A number. */
    NUMBER,
    /** A number less one. */
    COUNT
  }

  public IdField {
    meanings = Map.copyOf(meanings);
  }

  /** The field's value in a value of its register; below zero only where it is signed. */
  public int value(long registerValue) {
    int unused = 63 - (high - low);
    long field = (registerValue >>> low) << unused;
    return (int) (kind == Kind.SIGNED ? field >> unused : field >>> unused);
  }

  /** What {@code value} means; {@code reserved} where the Arm ARM gives it no meaning. */
  public String meaning(int value) {
    return switch (kind) {
      case NUMBER -> Integer.toUnsignedString(value);
      case COUNT -> Integer.toUnsignedString(value + 1);
      default -> Optional.ofNullable(meanings.get(value)).orElse("reserved");
    };
  }

  /** The bits as the Arm ARM writes them: {@code 31:28}, or {@code 63}. */
  public String bits() {
    return high == low ? Integer.toString(low) : high + ":" + low;
  }
}
