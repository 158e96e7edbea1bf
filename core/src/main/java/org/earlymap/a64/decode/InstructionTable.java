// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The instruction table, and which of its lines an instruction's word is. */
public final class InstructionTable {
  private static final int BUCKET_SHIFT = 21;
  private static final int BUCKET_BITS = -1 << BUCKET_SHIFT;

  private static final List<Encoding> ENCODINGS = load();
  private static final Encoding[] @Nullable [] BUCKETS =
      new Encoding[1 << (Integer.SIZE - BUCKET_SHIFT)][];

  private InstructionTable() {}

  /** All lines, in their order. */
  public static List<Encoding> encodings() {
    return ENCODINGS;
  }

  /** The line of {@code word}; empty where it has none. */
  public static Optional<Encoding> find(int word) {
    for (Encoding encoding : bucket(word)) {
      if (encoding.matches(word)) {
        return Optional.of(encoding);
      }
    }
    return Optional.empty();
  }

  /** The mnemonic of {@code word}. */
  public static String mnemonic(int word) {
    return find(word).map(Encoding::mnemonic).orElse("unallocated or unknown");
  }

  /** The lines that agree with the upper bits of {@code word}, found at the first use. */
  private static Encoding[] bucket(int word) {
    int number = word >>> BUCKET_SHIFT;
    Encoding[] bucket = BUCKETS[number];
    if (bucket == null) {
      List<Encoding> found = new ArrayList<>();
      for (Encoding encoding : ENCODINGS) {
        if (encoding.mayMatch(word, BUCKET_BITS)) {
          found.add(encoding);
        }
      }
      bucket = found.toArray(new Encoding[0]);
      BUCKETS[number] = bucket;
    }
    return bucket;
  }

  private static List<Encoding> load() {
    List<Encoding> encodings = new ArrayList<>();
    for (String line : SystemRegisters.lines("instructions.txt")) {
      encodings.add(new Encoding(line));
    }
    return List.copyOf(encodings);
  }
}
