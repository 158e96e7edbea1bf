// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.util.List;

/**
 * A well-formed file.
 *
 * @param name what it is called; files that belong together have the same folder
 * @param format what it is
 * @param bytes what is in it
 * @param fields where its numbers are
 */
record Seed(String name, Format format, byte[] bytes, List<Fields.Field> fields) {
  static Seed of(String name, Format format, byte[] bytes) {
    return new Seed(name, format, bytes, format.isText() ? List.of() : Fields.of(format, bytes));
  }
}
