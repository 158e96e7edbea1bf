// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Instructions and register states from a seed: every line of an instruction table with random
 * fields, and random words of the integer instruction groups whatever they are. Bases of loads and
 * stores mostly lie in the window, and targets of branches where nothing loops.
 */
final class RandomInstructions {
  private static final long[] EDGES = {
    0, 1, 2, -1, -2, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE, 0xff
  };

  /** Bits 28:25 of data processing, branches and system, loads and stores, the integer ones. */
  private static final int[] GROUPS = {0b1000, 0b1001, 0b1010, 0b1011, 0b0100, 0b1100, 0b0101};

  private static final int LAST_SHIFT = 25;

  private final List<TableLine> table;
  private final SplittableRandom random;

  RandomInstructions(List<TableLine> table, long seed) {
    this.table = List.copyOf(table);
    this.random = new SplittableRandom(seed);
  }

  /** A batch of records. */
  List<InstructionOracle.Record> batch(int count) {
    List<InstructionOracle.Record> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record(InstructionOracle.Record.start(i)));
    }
    return records;
  }

  /** One instruction, or an exclusive pair with something between, or a few instructions. */
  private InstructionOracle.Record record(long start) {
    long[] x = new long[32];
    for (int i = 0; i < x.length; i++) {
      x[i] = value();
    }
    int[] words =
        switch (random.nextInt(16)) {
          case 0 -> exclusivePair(start, x);
          case 1, 2 -> several(start, x);
          default -> new int[] {instruction(start, 0, x)};
        };
    long[] general = new long[31];
    System.arraycopy(x, 0, general, 0, general.length);
    return new InstructionOracle.Record(words, random.nextInt(16), general, x[31]);
  }

  private int[] several(long start, long[] x) {
    int[] words = new int[2 + random.nextInt(InstructionOracle.MOST_INSTRUCTIONS - 1)];
    for (int i = 0; i < words.length; i++) {
      words[i] = instruction(start, i, x);
    }
    return words;
  }

  /** A load exclusive, an instruction or none, and a store exclusive, mostly to the same place. */
  private int[] exclusivePair(long start, long[] x) {
    int size = random.nextInt(4);
    boolean pair = size >= 2 && random.nextBoolean();
    int n = random.nextInt(31);
    int ordered = random.nextInt(4);
    int t = otherThan(n, n);
    int t2 = otherThan(n, t);
    int load = size << 30 | 0x085f_7c00 | n << 5 | t | (ordered & 1) << 15;
    int s = otherThan(n, t);
    while (s == t2) {
      s = otherThan(n, t);
    }
    int store = size << 30 | 0x0800_7c00 | s << 16 | n << 5 | t | (ordered & 2) << 14;
    if (pair) {
      load = (load & ~0x7c00) | 1 << 21 | t2 << 10;
      store = (store & ~0x7c00) | 1 << 21 | t2 << 10;
    }
    if (random.nextInt(8) == 0) {
      store ^= 1 << 5;
    }
    int other = store >>> 5 & 31;
    if (other == t || other == t2 || other == s || other == 31) {
      return exclusivePair(start, x);
    }
    // Where the monitor does not hold the address, whether it is looked at is the CPU's choice.
    x[other] = InstructionOracle.WINDOW;
    if (Words.isUnpredictable(store)) {
      return exclusivePair(start, x);
    }
    long bytes = (long) (pair ? 2 : 1) << size;
    x[n] = InstructionOracle.WINDOW + random.nextLong(InstructionOracle.PAGE / bytes) * bytes;
    return random.nextBoolean()
        ? new int[] {load, store}
        : new int[] {load, dataProcessing(other), store};
  }

  private int otherThan(int one, int two) {
    while (true) {
      int register = random.nextInt(31);
      if (register != one && register != two) {
        return register;
      }
    }
  }

  /** With immediates, to another register than {@code base}. */
  private int dataProcessing(int base) {
    int word = (random.nextInt() & ~(0xf << LAST_SHIFT)) | 0b1000 << LAST_SHIFT;
    return (word & 31) == base ? word ^ 1 : word;
  }

  /** An instruction that the oracle can execute, and {@code x} changed so that it makes sense. */
  private int instruction(long start, int number, long[] x) {
    while (true) {
      int word =
          random.nextInt(4) == 0
              ? (random.nextInt() & ~(0xf << LAST_SHIFT))
                  | GROUPS[random.nextInt(GROUPS.length)] << LAST_SHIFT
              : Words.withOnes(table.get(random.nextInt(table.size())).word(random));
      if (!Words.isLeftOut(word) && !Words.isUnpredictable(word)) {
        return sensible(word, start, number, x);
      }
    }
  }

  private int sensible(int word, long start, int number, long[] x) {
    if (Words.isBranch(word)) {
      return Words.withBranchOffset(word, branchOffset(number, Words.branchReach(word)));
    }
    if (Words.isBranchToRegister(word)) {
      if (random.nextInt(8) != 0) {
        long target = start + 4L * number + branchOffset(number, 0);
        x[word >>> 5 & 31] = target + (random.nextInt(8) == 0 ? 2 : 0);
      } else {
        // Of two faults, user mode tells the one that comes second on a CPU.
        x[word >>> 5 & 31] &= -4L;
      }
      return word;
    }
    if (Words.isLiteral(word)) {
      long target =
          random.nextBoolean()
              ? InstructionOracle.READ_ONLY + random.nextInt(2 * InstructionOracle.PAGE)
              : start + random.nextInt(16) * 4L - 16;
      return Words.withLiteralOffset(word, target - (start + 4L * number));
    }
    if (Words.isMemoryAccess(word)) {
      base(word, x);
    }
    return word;
  }

  /** In bytes: over some instructions, back before the first, or, where it reaches, far away. */
  private long branchOffset(int number, long reach) {
    return switch (random.nextInt(reach >= 1 << 20 ? 8 : 6)) {
      case 0, 1 -> -4L * number - 4L * (1 + random.nextInt(4));
      case 6 -> (1 << 17) + 4L * random.nextInt(1 << 15);
      case 7 -> -(1 << 17) - 4L * random.nextInt(1 << 15);
      default -> 4L * (1 + random.nextInt(7));
    };
  }

  /** Makes the base register such that the access is in the window, mostly. */
  private void base(int word, long[] x) {
    int n = word >>> 5 & 31;
    int m = word >>> 16 & 31;
    if (Words.hasRegisterOffset(word) && m != n && random.nextInt(16) != 0) {
      x[m] = random.nextInt(64) * (random.nextInt(4) == 0 ? -1L : 1);
    }
    long offset = Words.accessOffset(word, x);
    long target =
        switch (random.nextInt(24)) {
          case 0 -> InstructionOracle.READ_ONLY + random.nextInt(InstructionOracle.PAGE);
          case 1 -> InstructionOracle.WINDOW - 16 + random.nextInt(32);
          case 2 -> InstructionOracle.WINDOW + InstructionOracle.PAGE - 16 + random.nextInt(32);
          case 3 -> value();
          case 4, 5, 6, 7 -> InstructionOracle.WINDOW + random.nextInt(InstructionOracle.PAGE);
          default -> InstructionOracle.WINDOW + 16L * random.nextInt(InstructionOracle.PAGE / 16);
        };
    x[n] = Words.isStoreExclusive(word) ? InstructionOracle.WINDOW : target - offset;
  }

  private long value() {
    return switch (random.nextInt(8)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> random.nextInt(256) - 128L;
      case 2 -> random.nextInt();
      case 3 -> random.nextInt() & 0xffff_ffffL;
      case 4 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }
}
