// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/** The numbers of operations by the names that the instruction table has for them. */
final class OpNames {
  private static final Map<String, Integer> NUMBERS = load();

  private OpNames() {}

  /**
   * The number of an operation.
   *
   * @throws IllegalArgumentException where {@link Op} has none of that name
   */
  static int number(String name) {
    Integer number = NUMBERS.get(name);
    if (number == null) {
      throw new IllegalArgumentException("no operation is called " + name);
    }
    return number;
  }

  private static Map<String, Integer> load() {
    Map<String, Integer> numbers = new HashMap<>();
    try {
      for (Field field : Op.class.getDeclaredFields()) {
        if (field.getType() == int.class) {
          numbers.put(field.getName(), field.getInt(null));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return numbers;
  }
}
