// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.earlymap.fuzz.Fields.Field;

/** Spoils files, a little each time. */
final class Mutation {
  private static final int MOST_CHANGES = 6;
  private static final Pattern TOKENS =
      Pattern.compile("\"[^\"]*\"|0x[0-9a-fA-F]+|-?[0-9]+|[A-Za-z_][A-Za-z0-9_.-]*");

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  byte[] of(Seed seed) {
    return seed.format().isText()
        ? text(new String(seed.bytes(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
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
    String text = valid;
    for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
      text = random.nextInt(4) == 0 ? lines(text) : token(text);
    }
    return text;
  }

  private String token(String text) {
    List<MatchResult> tokens = TOKENS.matcher(text).results().limit(4000).toList();
    if (tokens.isEmpty()) {
      return text + Numbers.text(random);
    }
    MatchResult token = tokens.get(random.nextInt(tokens.size()));
    String old = token.group();
    String quote = old.startsWith("\"") && random.nextBoolean() ? "\"" : "";
    String next =
        switch (random.nextInt(6)) {
          case 0 -> tokens.get(random.nextInt(tokens.size())).group();
          case 1 -> quote + Long.toString(random.nextLong()) + quote;
          case 2 -> quote + "0x" + Long.toHexString(Numbers.near(random, 0, 1 << 20)) + quote;
          case 3 -> "[".repeat(1 << random.nextInt(12));
          default -> quote + Numbers.text(random) + quote;
        };
    return text.substring(0, token.start()) + next + text.substring(token.end());
  }

  private String lines(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return text;
    }
    int at = random.nextInt(lines.size());
    switch (random.nextInt(5)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.set(at, lines.get(at).repeat(1 << random.nextInt(8)));
      case 3 -> {
        return text.substring(0, random.nextInt(text.length() + 1));
      }
      default -> lines.add(at, Numbers.text(random));
    }
    return String.join("\n", lines) + "\n";
  }
}
