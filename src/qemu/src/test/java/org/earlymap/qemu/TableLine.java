// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.earlymap.a64.CpuProfile;

/** A line of the project's instruction table: 32 bits, mnemonic, operation. */
record TableLine(String text) {
  private static final int SAMPLES = 64;

  /** All lines, in their order; a word is of the first that it matches. */
  static List<TableLine> all() {
    try (InputStream in = CpuProfile.class.getResourceAsStream("decode/instructions.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> line.length() > Integer.SIZE && line.charAt(0) != '#')
          .map(TableLine::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@code word} has this line's fixed bits. */
  boolean matches(int word) {
    for (int i = 0; i < Integer.SIZE; i++) {
      int bit = word >>> (31 - i) & 1;
      if (text.charAt(i) == (bit == 0 ? '1' : '0')) {
        return false;
      }
    }
    return true;
  }

  /** A word of this line, its other bits from {@code random}. */
  int word(SplittableRandom random) {
    int word = random.nextInt();
    for (int i = 0; i < Integer.SIZE; i++) {
      int bit = 1 << (31 - i);
      word =
          switch (text.charAt(i)) {
            case '0' -> word & ~bit;
            case '1' -> word | bit;
            default -> word;
          };
    }
    return word;
  }

  /** Whether the project's CPU executes it. */
  boolean isImplemented() {
    return !text.contains(" UNIMPLEMENTED") && !text.contains(" VECTOR");
  }

  /** Whether a program in user mode can be given it. */
  boolean isOfUserMode() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SAMPLES; i++) {
      if (!Words.isLeftOut(word(random))) {
        return true;
      }
    }
    return false;
  }

  /** The mnemonic. */
  String mnemonic() {
    return text.split(" +", -1)[1];
  }

  /** The feature that a CPU needs for it; empty where all have it. */
  String feature() {
    String[] columns = text.split(" +", -1);
    return columns.length > 4 ? columns[4] : "";
  }

  @Override
  public String toString() {
    return text;
  }
}
