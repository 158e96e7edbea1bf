// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;

/**
 * The instructions of one function, as far as a compiler leaves the constants in them that it was
 * given: the immediates of moves and comparisons, and the addresses of symbols (Arm ARM C6.2).
 * Instructions are little endian in every kernel.
 */
public final class FunctionCode {
  private static final int MOST_BYTES = 1 << 16;
  private static final int REGISTERS = 32;
  private static final int PAGE_SHIFT = 12;

  private static final int MOVE_WIDE_MASK = 0x7f80_0000;
  private static final int MOVZ = 0x5280_0000;
  private static final int MOVK = 0x7280_0000;
  private static final int CMP_MASK = 0x7f80_001f;
  private static final int CMP = 0x7100_001f;
  private static final int ADRP_MASK = 0x9f00_0000;
  private static final int ADRP = 0x9000_0000;
  private static final int ADR = 0x1000_0000;
  private static final int ADD_MASK = 0xffc0_0000;
  private static final int ADD = 0x9100_0000;

  private final String name;
  private final long address;
  private final Bytes code;

  private FunctionCode(String name, long address, Bytes code) {
    this.name = name;
    this.address = address;
    this.code = code;
  }

  /** The function {@code name}; empty where the file has not all of it, or its size is unknown. */
  public static Optional<FunctionCode> of(KernelParts parts, String name) {
    OptionalLong address = parts.symbols().find(name);
    OptionalLong size = parts.symbols().size(name);
    if (address.isEmpty() || size.isEmpty() || size.getAsLong() > MOST_BYTES) {
      return Optional.empty();
    }
    return parts
        .contents()
        .at(address.getAsLong(), size.getAsLong() & -4)
        .map(
            bytes ->
                new FunctionCode(name, address.getAsLong(), bytes.order(ByteOrder.LITTLE_ENDIAN)));
  }

  /** The function's name. */
  public String name() {
    return name;
  }

  /** Whether a register is compared with {@code value}, 0 to 4095, or a multiple of 4096. */
  public boolean compares(long value) {
    for (long at = 0; at < code.size(); at += 4) {
      int instruction = at(at);
      if ((instruction & CMP_MASK) == CMP && addImmediate(instruction) == value) {
        return true;
      }
    }
    return false;
  }

  /** Whether a constant is made whose bits {@code [63:48]} are {@code value}. */
  public boolean movesHigh(int value) {
    for (long at = 0; at < code.size(); at += 4) {
      if (isHighMove(at(at)) && moveImmediate(at(at)) == value) {
        return true;
      }
    }
    return false;
  }

  /** The bits {@code [63:48]} of the first constant that has any of them; 0 where none has. */
  public int firstHighMove() {
    for (long at = 0; at < code.size(); at += 4) {
      if (isHighMove(at(at))) {
        return moveImmediate(at(at));
      }
    }
    return 0;
  }

  /** Whether an instruction has these bits under {@code mask}. */
  public boolean contains(int mask, int bits) {
    for (long at = 0; at < code.size(); at += 4) {
      if ((at(at) & mask) == bits) {
        return true;
      }
    }
    return false;
  }

  /** Whether the address {@code target} is made, with ADR or with ADRP and ADD. */
  public boolean refersTo(long target) {
    long[] pages = new long[REGISTERS];
    boolean[] known = new boolean[REGISTERS];
    for (long at = 0; at < code.size(); at += 4) {
      int instruction = at(at);
      long pc = address + at;
      if ((instruction & ADRP_MASK) == ADRP) {
        int register = instruction & 0x1f;
        pages[register] = (pc >> PAGE_SHIFT << PAGE_SHIFT) + (relative(instruction) << PAGE_SHIFT);
        known[register] = true;
      } else if ((instruction & ADRP_MASK) == ADR && pc + relative(instruction) == target) {
        return true;
      } else if ((instruction & ADD_MASK) == ADD) {
        int from = instruction >>> 5 & 0x1f;
        if (known[from] && pages[from] + addImmediate(instruction) == target) {
          return true;
        }
      }
    }
    return false;
  }

  private int at(long offset) {
    return (int) code.u32(offset);
  }

  private static boolean isHighMove(int instruction) {
    int kind = instruction & MOVE_WIDE_MASK;
    return (kind == MOVZ || kind == MOVK) && (instruction >>> 21 & 3) == 3;
  }

  private static int moveImmediate(int instruction) {
    return instruction >>> 5 & 0xffff;
  }

  private static long addImmediate(int instruction) {
    int immediate = instruction >>> 10 & 0xfff;
    return (instruction & 1 << 22) == 0 ? immediate : (long) immediate << PAGE_SHIFT;
  }

  /** The signed 21 bits of ADR and ADRP: immhi 23:5, immlo 30:29. */
  private static long relative(int instruction) {
    int low = instruction >>> 29 & 3;
    int high = instruction << 8 >> 13;
    return 4L * high + low;
  }
}
