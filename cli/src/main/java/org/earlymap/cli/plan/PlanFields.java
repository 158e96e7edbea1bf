// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.earlymap.plan.PlanException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One mapping of a plan's YAML: the fields that it may have, each asked for once. */
final class PlanFields {
  private final String where;
  private final Map<?, ?> map;
  private final Set<String> asked = new LinkedHashSet<>();

  /** The fields of {@code map}, which messages call {@code where}. */
  PlanFields(String where, Map<?, ?> map) {
    this.where = where;
    this.map = map;
  }

  /** What messages call it. */
  String where() {
    return where;
  }

  boolean has(String name) {
    asked.add(name);
    return map.containsKey(name);
  }

  /** The text of a field. */
  Optional<String> text(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (map.get(name) instanceof String text && !text.isEmpty() && text.indexOf('\0') < 0) {
      return Optional.of(text);
    }
    throw wrong(name, "expected one value", new IllegalArgumentException(name));
  }

  /** The text of a field that must be there. */
  String required(String name) {
    return required(name, text -> text);
  }

  <T> Optional<T> value(String name, ITypeConverter<T> converter) {
    return text(name).map(text -> convert(name, text, converter));
  }

  /** The value of a field that must be there. */
  <T> T required(String name, ITypeConverter<T> converter) {
    return value(name, converter)
        .orElseThrow(() -> wrong(name, "is missing", new IllegalArgumentException(name)));
  }

  private <T> T convert(String name, String text, ITypeConverter<T> converter) {
    try {
      return converter.convert(text);
    } catch (TypeConversionException e) {
      throw wrong(name, String.valueOf(e.getMessage()), e);
    } catch (Exception e) {
      throw wrong(name, "'" + text + "' is not understood", e);
    }
  }

  /** One of some words, as its place among them. */
  Optional<Integer> word(String name, List<String> words) {
    return value(
        name,
        text -> {
          int index = words.indexOf(text);
          if (index < 0) {
            throw new TypeConversionException(
                "'" + text + "' is not one of " + String.join(", ", words));
          }
          return index;
        });
  }

  /** Yes or no, as YAML has always spelled them. */
  boolean flag(String name, boolean usual) {
    List<String> words = List.of("true", "false", "yes", "no");
    return word(name, words).map(index -> index % 2 == 0).orElse(usual);
  }

  Optional<Integer> number(String name) {
    return value(
        name,
        text -> {
          try {
            return Integer.valueOf(text);
          } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a number");
          }
        });
  }

  /** A mapping beneath this one; one without fields where it is not there. */
  PlanFields child(String name) {
    if (!has(name)) {
      return new PlanFields(where + " " + name, Map.of());
    }
    return of(where + " " + name, map.get(name));
  }

  /** The mappings of a list. */
  List<PlanFields> children(String name) {
    if (!has(name)) {
      return List.of();
    }
    if (map.get(name) instanceof List<?> list) {
      int[] number = {0};
      return list.stream()
          .map(each -> of(where + " " + name + "[" + number[0]++ + "]", each))
          .toList();
    }
    throw wrong(name, "expected a list", new IllegalArgumentException(name));
  }

  /** The values of a list of scalars. */
  <T> List<T> values(String name, ITypeConverter<T> converter) {
    if (!has(name)) {
      return List.of();
    }
    if (map.get(name) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(each -> convert(name, (String) each, converter)).toList();
    }
    throw wrong(name, "expected a list of values", new IllegalArgumentException(name));
  }

  /** The names of a mapping whose names are free. */
  List<String> names() {
    return map.keySet().stream().map(String::valueOf).toList();
  }

  /** Checks that nothing is there that nobody asked for. */
  void end() {
    for (Object key : map.keySet()) {
      String name = String.valueOf(key);
      if (!asked.contains(name)) {
        throw new PlanException(
            where + ": '" + name + "' is not known; there are " + String.join(", ", sorted()));
      }
    }
  }

  PlanException wrong(String name, String problem, Throwable cause) {
    return new PlanException(where + ": " + name + ": " + problem, cause);
  }

  private Set<String> sorted() {
    return new TreeSet<>(asked);
  }

  private static PlanFields of(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new PlanFields(where, map);
    }
    throw new PlanException(where + ": expected names with values");
  }
}
