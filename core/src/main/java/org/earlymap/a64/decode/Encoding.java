// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

import java.util.function.IntUnaryOperator;

/** One line of the instruction table. */
public final class Encoding {
  private static final String RESULT = "dDtf";
  private static final String FIRST = "nN";
  private static final String SECOND = "mMb";
  private static final String THIRD = "aAcok";
  private static final int NONE = -1;

  private final String pattern;
  private final String mnemonic;
  private final String operation;
  private final String feature;
  private final int mask;
  private final int value;
  private final int opcode;
  private final int kind;
  private final IntUnaryOperator immediate;
  private final char[] letters = new char[4];
  private final int[] masks = new int[4];

  /**
   * Reads a line: pattern, mnemonic, operation with its kind, immediate, and a feature or nothing.
   */
  Encoding(String line) {
    String[] parts = line.split(" +", -1);
    this.pattern = parts[0];
    this.mnemonic = parts[1];
    this.operation = parts[2];
    this.feature = parts.length > 4 ? parts[4] : "";
    this.mask = Bits.mask(pattern, '0') | Bits.mask(pattern, '1');
    this.value = Bits.mask(pattern, '1');
    int slash = operation.indexOf('/');
    this.kind = slash < 0 ? NONE : Integer.parseInt(operation.substring(slash + 1));
    this.opcode = OpNames.number(slash < 0 ? operation : operation.substring(0, slash));
    this.immediate = Immediate.of(parts[3], pattern);
    find(0, RESULT);
    find(1, FIRST);
    find(2, SECOND);
    find(3, THIRD);
  }

  private void find(int slot, String candidates) {
    for (int i = 0; i < candidates.length(); i++) {
      int found = Bits.mask(pattern, candidates.charAt(i));
      if (found != 0) {
        letters[slot] = candidates.charAt(i);
        masks[slot] = found;
      }
    }
  }

  /** Whether {@code word} is an instruction of this line. */
  public boolean matches(int word) {
    return (word & mask) == value;
  }

  /** Whether a word that agrees with {@code word} in the bits of {@code known} may match. */
  boolean mayMatch(int word, int known) {
    return ((word ^ value) & mask & known) == 0;
  }

  /** The 32 bits as the table has them. */
  public String pattern() {
    return pattern;
  }

  /** The mnemonic, as the Arm ARM has it. */
  public String mnemonic() {
    return mnemonic;
  }

  /** The name of the operation, with its kind. */
  public String operation() {
    return operation;
  }

  /** The number of the operation. */
  int opcode() {
    return opcode;
  }

  /** The feature that a CPU needs for it; empty where it is in all of them. */
  public String feature() {
    return feature;
  }

  /** {@code word} as {@link Decoded} has it; a word of this line may still be undefined. */
  public long decode(int word) {
    int made = immediate.applyAsInt(word);
    if (made == Immediate.INVALID) {
      return Decoded.of(Op.UNDEFINED);
    }
    int third = kind == NONE ? operand(3, word) : kind;
    return Decoded.of(opcode, operand(0, word), operand(1, word), operand(2, word), third, made);
  }

  private int operand(int slot, int word) {
    if (masks[slot] == 0) {
      return RegisterSlots.ZERO;
    }
    int number = Bits.gather(word, masks[slot]);
    if (number != 31) {
      return number;
    }
    return switch (letters[slot]) {
      case 'd', 'A' -> RegisterSlots.DISCARD;
      case 't', 'n', 'm', 'a' -> RegisterSlots.ZERO;
      default -> number;
    };
  }
}
