// SPDX-License-Identifier: Apache-2.0
package org.earlymap.run.stop;

/**
 * An exception's syndrome, as ESR_ELx has it (Arm ARM D24.2.40).
 *
 * @param value ESR
 */
public record Syndrome(long value) {
  /** The fault status of a synchronous external abort that is not one of a walk. */
  private static final int EXTERNAL = 0x10;

  private static final int FETCH_LOWER = 0x20;
  private static final int FETCH = 0x21;
  private static final int DATA_LOWER = 0x24;
  private static final int DATA = 0x25;
  private static final long WNR = 1 << 6;

  /** The exception class, 0 to 63. */
  public int exceptionClass() {
    return (int) (value >>> 26) & 0x3f;
  }

  /** Whether it is an abort, of an access or of a fetch, so that FAR says where. */
  public boolean isAbort() {
    return switch (exceptionClass()) {
      case FETCH_LOWER, FETCH, DATA_LOWER, DATA -> true;
      default -> false;
    };
  }

  /** The exception in words: {@code data abort, write, translation fault at level 2}. */
  public String describe() {
    return switch (exceptionClass()) {
      case 0x00 -> "undefined instruction";
      case 0x07 -> "access to FP or SIMD that is trapped";
      case 0x0d -> "branch target exception";
      case 0x0e -> "illegal execution state";
      case 0x15 -> "SVC";
      case 0x16 -> "HVC";
      case 0x17 -> "SMC";
      case 0x18 -> "system register access that is trapped";
      case 0x1c -> "pointer authentication failure";
      case FETCH_LOWER, FETCH -> "instruction abort, " + status();
      case 0x22 -> "PC alignment fault";
      case DATA_LOWER, DATA ->
          "data abort, " + ((value & WNR) != 0 ? "write, " : "read, ") + status();
      case 0x26 -> "SP alignment fault";
      case 0x3c -> "BRK #0x" + Long.toHexString(value & 0xffff);
      default -> "exception class 0x" + Integer.toHexString(exceptionClass());
    };
  }

  /** Whether an access ended in a synchronous external abort: nothing answers at its address. */
  public boolean isUnanswered() {
    int exception = exceptionClass();
    return (exception == DATA || exception == DATA_LOWER) && code() == EXTERNAL;
  }

  private int code() {
    return (int) value & 0x3f;
  }

  private String status() {
    int code = code();
    String level = " at level " + (code & 3);
    return switch (code >>> 2) {
      case 0 -> "address size fault" + level;
      case 1 -> "translation fault" + level;
      case 2 -> "access flag fault" + level;
      case 3 -> "permission fault" + level;
      default ->
          switch (code) {
            case EXTERNAL -> "external abort";
            case 0x21 -> "alignment fault";
            case 0x29 -> "address size fault at level -1";
            case 0x2b -> "translation fault at level -1";
            case 0x14, 0x15, 0x16, 0x17 -> "external abort on a table walk" + level;
            default -> "fault status 0x" + Integer.toHexString(code);
          };
    };
  }
}
