// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A well-formed file: what it is called, what it is, and where its numbers are. */
final class Seed {
  private final String name;
  private final Format format;
  private final byte[] bytes;
  private final List<Fields.Field> fields;
  private final String text;
  private final String sha256;

  /** The file of that name; files that belong together have names with the same folder. */
  Seed(String name, Format format, byte[] bytes) {
    this.name = name;
    this.format = format;
    this.bytes = bytes;
    this.fields = format.isText() ? List.of() : Fields.of(format, bytes);
    this.text = format.isText() ? new String(bytes, StandardCharsets.UTF_8) : "";
    this.sha256 = sha256(bytes);
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

  /** What it says, empty where it is not text. */
  String text() {
    return text;
  }

  /** Of its bytes, in hexadecimal digits. */
  String sha256() {
    return sha256;
  }

  /** The SHA-256 of {@code bytes}, in hexadecimal digits. */
  static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
