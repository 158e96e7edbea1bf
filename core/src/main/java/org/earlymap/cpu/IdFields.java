// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.cpu.IdField.Kind;

/** The fields of all ID registers, and the names of CPUs; read from a table on first use. */
public final class IdFields {
  private static final Splitter BAR = Splitter.on('|').trimResults();
  private static final Splitter COLON = Splitter.on(':');

  private final ImmutableListMultimap<IdRegister, IdField> fields;
  private final ImmutableMap<Long, String> parts;

  private IdFields(ListMultimap<IdRegister, IdField> fields, ImmutableMap<Long, String> parts) {
    this.fields = ImmutableListMultimap.copyOf(fields);
    this.parts = parts;
  }

  /** Reads the table. */
  public static IdFields load() {
    String table;
    try {
      table =
          Resources.toString(
              Resources.getResource(IdFields.class, "id-registers.txt"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ImmutableListMultimap.Builder<IdRegister, IdField> fields = ImmutableListMultimap.builder();
    ImmutableMap.Builder<Long, String> parts = ImmutableMap.builder();
    IdRegister register = IdRegister.MIDR_EL1;
    for (String line : Splitter.on('\n').split(table)) {
      if (line.isBlank() || line.charAt(0) == '#') {
        continue;
      }
      if (line.charAt(0) == ' ') {
        fields.put(register, field(register, line.strip()));
      } else if (line.startsWith("part ")) {
        List<String> words = Splitter.on(' ').limit(4).splitToList(line);
        parts.put(
            part(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2))), words.get(3));
      } else {
        register = IdRegister.valueOf(line.strip());
      }
    }
    return new IdFields(fields.build(), parts.buildOrThrow());
  }

  /** The fields of {@code register}, highest bits first. */
  public List<IdField> of(IdRegister register) {
    return fields.get(register);
  }

  /** The field of a name in any case, such as {@code varange}. */
  public Optional<IdField> find(IdRegister register, String name) {
    return of(register).stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The CPU that {@code midr} names, with its revision, such as {@code Cortex-A72 r0p3}. */
  public Optional<String> part(long midr) {
    int implementer = (int) (midr >>> 24) & 0xff;
    int number = (int) (midr >>> 4) & 0xfff;
    return core(implementer, number)
        .map(name -> name + " r" + (midr >>> 20 & 0xf) + "p" + (midr & 0xf));
  }

  /**
   * The name of a part, without its revision, such as {@code Cortex-A72}.
   *
   * @param implementer MIDR_EL1.Implementer, 8 bits
   * @param number MIDR_EL1.PartNum, 12 bits
   */
  Optional<String> core(int implementer, int number) {
    return Optional.ofNullable(parts.get(part(implementer, number)));
  }

  private static long part(int implementer, int number) {
    return (long) implementer << 12 | number;
  }

  private static IdField field(IdRegister register, String line) {
    List<String> columns = BAR.splitToList(line);
    List<String> words = Splitter.on(' ').limit(3).splitToList(columns.get(0));
    List<String> bits = COLON.splitToList(words.get(0));
    boolean early = words.get(1).endsWith("*");
    String name = early ? words.get(1).substring(0, words.get(1).length() - 1) : words.get(1);
    ImmutableMap.Builder<Integer, String> meanings = ImmutableMap.builder();
    Kind kind = Kind.UNSIGNED;
    for (String column : columns.subList(1, columns.size())) {
      if (column.equals("number") || column.equals("count")) {
        kind = column.equals("number") ? Kind.NUMBER : Kind.COUNT;
        continue;
      }
      int space = column.indexOf(' ');
      int value = Integer.parseInt(column.substring(0, space));
      kind = value < 0 ? Kind.SIGNED : kind;
      meanings.put(value, column.substring(space + 1));
    }
    Map<Integer, String> all = meanings.buildOrThrow();
    return new IdField(
        register,
        name,
        Integer.parseInt(bits.get(0)),
        Integer.parseInt(bits.get(1)),
        words.get(2),
        kind,
        all,
        early);
  }
}
