// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.util.List;
import java.util.Random;

/** Values that readers stumble over. */
final class Numbers {
  private static final List<String> TEXTS =
      List.of(
          "0",
          "-1",
          "1",
          "0x0",
          "0xffffffffffffffff",
          "0x10000000000000000",
          "18446744073709551616",
          "-9223372036854775808",
          "2147483648",
          "4294967296",
          "1e400",
          "NaN",
          "0x",
          "",
          " ",
          "\u0000",
          "\u0661\u0662",
          "\u202e",
          "\u001b[31m",
          "'",
          "\"",
          "../../etc/passwd",
          "/dev/null",
          "null",
          "true",
          "[]",
          "{}",
          "%s%n",
          "0xfffffffffffff000",
          "0x8000000000000000",
          "999999999999",
          "\ud83d\ude00",
          "4K",
          "1P",
          "16E",
          "0x40000000:1G",
          "-",
          "--",
          ".",
          "..",
          "y",
          "m",
          "off");

  private Numbers() {}

  /** A word or number in place of another. */
  static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** A number in place of {@code old}; {@code size} is that of the file. */
  static long near(Random random, long old, long size) {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> old + 1;
      case 3 -> old - 1;
      case 4 -> old ^ 1L << random.nextInt(64);
      case 5 -> size;
      case 6 -> size - random.nextInt(64);
      case 7 -> 1L << random.nextInt(64);
      case 8 -> (1L << random.nextInt(64)) - 1;
      case 9 -> old << random.nextInt(16);
      case 10 -> Long.MAX_VALUE - random.nextInt(4096);
      default -> random.nextLong();
    };
  }
}
