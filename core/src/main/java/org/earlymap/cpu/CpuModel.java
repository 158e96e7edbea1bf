// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earlymap.format.FormatException;
import org.earlymap.format.WholeFile;

/**
 * A CPU by name: its ID registers, and where they come from.
 *
 * @param name the name, such as {@code cortex-a72}
 * @param description what it is, in a few words; may be empty
 * @param source where the registers' values come from; may be empty
 * @param registers the ID registers
 */
public record CpuModel(String name, String description, String source, IdRegisters registers) {
  /** The name of the model that is taken where none is named: QEMU's CPU with all it can. */
  public static final String USUAL = "qemu-max";

  private static final int LARGEST_FILE = 1 << 20;

  private static final List<String> SHIPPED =
      List.of(
          "a64fx",
          "cortex-a35",
          "cortex-a53",
          "cortex-a55",
          "cortex-a57",
          "cortex-a710",
          "cortex-a72",
          "cortex-a76",
          "neoverse-n1",
          "neoverse-n2",
          "neoverse-v1",
          USUAL,
          "qemu-max-no-lpa2");

  /** The names of the models that earlymap brings along, sorted. */
  public static List<String> shipped() {
    return SHIPPED;
  }

  /**
   * The shipped model of a name.
   *
   * @param name a name in any case, one of {@link #shipped}
   * @throws UnknownCpuException where no model has that name
   */
  public static CpuModel named(String name) {
    String shipped = name.toLowerCase(Locale.ROOT);
    if (!SHIPPED.contains(shipped)) {
      throw unknown(name, "");
    }
    try {
      return load(shipped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The shipped model of a name, or the model in a file.
   *
   * @param nameOrFile a name in any case; else a file, if it has a slash or ends in {@code .json}
   * @throws UnknownCpuException where no model has that name
   * @throws FormatException where the file is not one of a CPU
   */
  public static CpuModel find(String nameOrFile) throws IOException {
    String name = nameOrFile.toLowerCase(Locale.ROOT);
    if (SHIPPED.contains(name)) {
      return load(name);
    }
    boolean file = nameOrFile.indexOf('/') >= 0 || name.endsWith(".json");
    if (file && nameOrFile.indexOf('\0') < 0) {
      return read(Path.of(nameOrFile));
    }
    throw unknown(nameOrFile, ", or a file's name that ends in .json");
  }

  private static UnknownCpuException unknown(String name, String otherwise) {
    Optional<String> nearest = NearestName.of(name.toLowerCase(Locale.ROOT), SHIPPED);
    return new UnknownCpuException(
        "no CPU model is called '"
            + name
            + "'"
            + (nearest.isPresent() ? "; did you mean " + nearest.get() + "?" : ".")
            + " There are "
            + String.join(", ", SHIPPED)
            + otherwise);
  }

  /**
   * Reads a model out of a JSON file: {@code {"name": …, "registers": {"ID_AA64MMFR0_EL1":
   * "0x…"}}}.
   *
   * @throws FormatException where it is something else
   * @throws UnknownCpuException where it names a register that is not an ID register
   */
  public static CpuModel read(Path file) throws IOException {
    return CpuModelReader.read(
        file.toString(), WholeFile.bytes(file, LARGEST_FILE, "a JSON file of a CPU's registers"));
  }

  /**
   * This model with registers changed.
   *
   * @param assignment a register and its value, such as {@code ID_AA64MMFR2_EL1=0x1011}
   * @throws UnknownCpuException where it is not that
   */
  public CpuModel with(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      throw new UnknownCpuException(
          "found '" + assignment + "', expected a register and a value, ID_AA64MMFR0_EL1=0x…");
    }
    IdRegister register = CpuModelReader.register(assignment.substring(0, equals));
    long value = CpuModelReader.value(register, assignment.substring(equals + 1));
    return new CpuModel(name, description, source, registers.with(register, value));
  }

  private static CpuModel load(String name) throws IOException {
    try (InputStream in = CpuModel.class.getResourceAsStream("models/" + name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("the shipped model " + name + " is missing");
      }
      return CpuModelReader.read(name, in.readAllBytes());
    }
  }
}
