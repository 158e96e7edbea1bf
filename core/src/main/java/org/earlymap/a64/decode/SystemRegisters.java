// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All system registers that are known, by name and by encoding. */
public final class SystemRegisters {
  private static final List<SystemRegister> ALL = load();
  private static final Map<String, SystemRegister> NAMES = new HashMap<>();
  private static final @Nullable SystemRegister[] ENCODINGS = new SystemRegister[1 << 16];

  static {
    for (SystemRegister register : ALL) {
      NAMES.put(register.name().toUpperCase(Locale.ROOT), register);
      ENCODINGS[register.encoding()] = register;
    }
  }

  private SystemRegisters() {}

  /** How many there are. */
  public static int count() {
    return ALL.size();
  }

  /** The registers in the order of their indices. */
  public static List<SystemRegister> all() {
    return ALL;
  }

  /** The register of a name, in any case. */
  public static Optional<SystemRegister> named(String name) {
    return Optional.ofNullable(NAMES.get(name.toUpperCase(Locale.ROOT)));
  }

  /** The index of a register that the table has. */
  public static int index(String name) {
    return named(name).orElseThrow(() -> new IllegalArgumentException(name)).index();
  }

  /** The register that bits 20:5 of MRS or MSR select, null where none is known. */
  public static @Nullable SystemRegister encoded(int encoding) {
    return ENCODINGS[encoding & 0xffff];
  }

  /** The generic name of an encoding: {@code S3_0_C1_C0_0}. */
  public static String genericName(int encoding) {
    return "S"
        + (encoding >>> 14 & 3)
        + "_"
        + (encoding >>> 11 & 7)
        + "_C"
        + (encoding >>> 7 & 15)
        + "_C"
        + (encoding >>> 3 & 15)
        + "_"
        + (encoding & 7);
  }

  /** The encoding of op0, op1, CRn, CRm and op2. */
  static int encoding(int op0, int op1, int crn, int crm, int op2) {
    return op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
  }

  private static List<SystemRegister> load() {
    List<SystemRegister> registers = new ArrayList<>();
    for (String line : lines("system-registers.txt")) {
      String[] parts = line.split(" +", -1);
      int[] numbers = new int[5];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Integer.parseInt(parts[i + 1]);
      }
      int encoding = encoding(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
      SystemRegister.Access access =
          SystemRegister.Access.valueOf(parts[6].toUpperCase(Locale.ROOT));
      String feature = parts.length > 7 ? parts[7] : "";
      registers.add(new SystemRegister(registers.size(), parts[0], encoding, access, feature));
    }
    return List.copyOf(registers);
  }

  /** The lines of a resource of this package, without comments and empty lines. */
  static List<String> lines(String resource) {
    try (InputStream in = SystemRegisters.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.isBlank() && line.charAt(0) != '#').toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
