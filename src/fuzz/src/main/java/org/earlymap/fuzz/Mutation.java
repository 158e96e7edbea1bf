// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.earlymap.fuzz.Fields.Field;

/** Spoils files, a little each time. */
final class Mutation {
  private static final int MOST_CHANGES = 6;
  private static final int LONGEST_TEXT = 1 << 20;

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  byte[] of(Seed seed) {
    return seed.format().isText()
        ? text(seed.text()).getBytes(StandardCharsets.UTF_8)
        : binary(seed);
  }

  private byte[] binary(Seed seed) {
    byte[] bytes = seed.bytes().clone();
    ByteOrder order = seed.format() == Format.FDT ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    for (int i = random.nextInt(MOST_CHANGES); i >= 0 && bytes.length > 8; i--) {
      if (!seed.fields().isEmpty() && random.nextInt(3) > 0) {
        Field field = seed.fields().get(random.nextInt(seed.fields().size()));
        change(ByteBuffer.wrap(bytes).order(order), field);
      } else {
        bytes = anywhere(bytes, order);
      }
    }
    return bytes;
  }

  private void change(ByteBuffer bytes, Field field) {
    int at = field.at();
    int size = bytes.capacity();
    if (at + field.size() > size) {
      return;
    }
    switch (field.size()) {
      case 1 -> bytes.put(at, (byte) Numbers.near(random, bytes.get(at), size));
      case 2 -> bytes.putShort(at, (short) Numbers.near(random, bytes.getShort(at), size));
      case 4 -> bytes.putInt(at, (int) Numbers.near(random, bytes.getInt(at), size));
      default -> bytes.putLong(at, Numbers.near(random, bytes.getLong(at), size));
    }
  }

  private byte[] anywhere(byte[] bytes, ByteOrder order) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        return Arrays.copyOf(bytes, bytes.length + random.nextInt(4096));
      }
      case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(64)), (byte) 0);
      case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(64)), (byte) -1);
      case 4 -> {
        int from = random.nextInt(bytes.length);
        int count = Math.min(random.nextInt(256), bytes.length - Math.max(at, from));
        System.arraycopy(bytes, from, bytes, at, count);
      }
      case 5 -> change(ByteBuffer.wrap(bytes).order(order), new Field(at & -8, 8));
      default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** A value among others, as an option has it. */
  String word(String valid) {
    return switch (random.nextInt(6)) {
      case 0 -> Numbers.text(random);
      case 1 -> text(valid);
      default -> valid;
    };
  }

  private String text(String valid) {
    StringBuilder text = new StringBuilder(valid);
    for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
      if (random.nextInt(4) == 0) {
        line(text);
      } else {
        token(text);
      }
    }
    return text.toString();
  }

  private void token(StringBuilder text) {
    Range token = token(text, random.nextInt(text.length() + 1));
    String old = text.substring(token.start, token.end);
    boolean quoted = old.startsWith("\"");
    String quote = quoted && random.nextBoolean() ? "\"" : "";
    String next =
        switch (random.nextInt(6)) {
          case 0 -> {
            Range other = token(text, random.nextInt(text.length() + 1));
            yield text.substring(other.start, other.end);
          }
          case 1 -> quote + random.nextLong() + quote;
          case 2 -> quote + "0x" + Long.toHexString(Numbers.near(random, 0, 1 << 20)) + quote;
          case 3 -> "[".repeat(1 << random.nextInt(12));
          default -> quote + Numbers.text(random) + quote;
        };
    text.replace(token.start, token.end, next);
  }

  /** Where a word, a number or a text in quotation marks starts and ends. */
  private record Range(int start, int end) {}

  /** The first of them at or behind {@code from}; nothing, at the end, where there is none. */
  private static Range token(CharSequence text, int from) {
    int start = from;
    while (start < text.length() && !isOfWord(text.charAt(start))) {
      start++;
    }
    while (start > 0 && start < text.length() && isOfWord(text.charAt(start - 1))) {
      start--;
    }
    int end = start;
    while (end < text.length() && isOfWord(text.charAt(end))) {
      end++;
    }
    boolean quoted =
        start > 0
            && end < text.length()
            && text.charAt(start - 1) == '"'
            && text.charAt(end) == '"';
    return quoted ? new Range(start - 1, end + 1) : new Range(start, end);
  }

  private static boolean isOfWord(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == '.'
        || c == '-';
  }

  /** Lines that are repeated again and again would come to fill the memory. */
  private static String repeated(String line, int times, int length) {
    int room = Math.max(0, LONGEST_TEXT - length);
    return line.repeat(line.isEmpty() ? 0 : Math.min(times, room / line.length()));
  }

  private void line(StringBuilder text) {
    int at = random.nextInt(text.length() + 1);
    int start = text.lastIndexOf("\n", at - 1) + 1;
    int next = text.indexOf("\n", at);
    int end = next < 0 ? text.length() : next + 1;
    String line = text.substring(Math.min(start, end), end);
    switch (random.nextInt(5)) {
      case 0 -> text.delete(Math.min(start, end), end);
      case 1 -> text.insert(text.indexOf("\n", random.nextInt(text.length() + 1)) + 1, line);
      case 2 -> text.insert(end, repeated(line, (1 << random.nextInt(8)) - 1, text.length()));
      case 3 -> text.setLength(at);
      default -> text.insert(end, Numbers.text(random) + "\n");
    }
  }
}
