// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.util.List;

/** A well-formed file: what it is called, what it is, and where its numbers are. */
final class Seed {
  private final String name;
  private final Format format;
  private final byte[] bytes;
  private final List<Fields.Field> fields;

  /** The file of that name; files that belong together have names with the same folder. */
  Seed(String name, Format format, byte[] bytes) {
    this.name = name;
    this.format = format;
    this.bytes = bytes;
    this.fields = format.isText() ? List.of() : Fields.of(format, bytes);
  }

  String name() {
    return name;
  }

  Format format() {
    return format;
  }

  /** Its own: nobody writes to them. */
  byte[] bytes() {
    return bytes;
  }

  List<Fields.Field> fields() {
    return fields;
  }
}
