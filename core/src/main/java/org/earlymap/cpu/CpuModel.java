// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cpu;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.earlymap.format.FormatException;
import org.earlymap.format.WholeFile;

/**
 * A CPU by name: its ID registers, and where they come from.
 *
 * @param name the name, such as {@code cortex-a72}
 * @param description what it is, in a few words; may be empty
 * @param source where the registers' values come from; may be empty
 * @param uncertain which of the values may be others on the part itself, and why; may be empty
 * @param registers the ID registers
 * @param others registers that came with them and that no decision of a kernel's early boot reads,
 *     by the names that they had
 */
public record CpuModel(
    String name,
    String description,
    String source,
    String uncertain,
    IdRegisters registers,
    Map<String, Long> others) {
  /** The name of the model that is taken where none is named: QEMU's CPU with all it can. */
  public static final String USUAL = "qemu-max";

  private static final int LARGEST_FILE = 1 << 20;

  private static final List<String> SHIPPED =
      List.of(
          "a64fx",
          "ampere-1",
          "ampere-1a",
          "ampere-altra",
          "apple-m1",
          "apple-m2",
          "apple-m3",
          "cortex-a35",
          "cortex-a510",
          "cortex-a520",
          "cortex-a53",
          "cortex-a55",
          "cortex-a57",
          "cortex-a710",
          "cortex-a715",
          "cortex-a72",
          "cortex-a720",
          "cortex-a73",
          "cortex-a75",
          "cortex-a76",
          "cortex-a77",
          "cortex-a78",
          "cortex-a78ae",
          "cortex-a78c",
          "cortex-x1",
          "cortex-x1c",
          "cortex-x2",
          "cortex-x3",
          "cortex-x4",
          "graviton1",
          "graviton2",
          "graviton3",
          "graviton4",
          "kryo-2xx-gold",
          "kryo-2xx-silver",
          "kryo-3xx-gold",
          "kryo-3xx-silver",
          "kryo-4xx-gold",
          "kryo-4xx-silver",
          "neoverse-n1",
          "neoverse-n2",
          "neoverse-n3",
          "neoverse-v1",
          "neoverse-v2",
          "neoverse-v3",
          USUAL,
          "qemu-max-11",
          "qemu-max-no-lpa2");

  /** Copies the map. */
  public CpuModel {
    others = ImmutableSortedMap.copyOf(others);
  }

  /** A model of which all is said and nothing is in doubt. */
  public CpuModel(String name, String description, String source, IdRegisters registers) {
    this(name, description, source, "", registers, Map.of());
  }

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
   * The shipped model of a name, the one of a MIDR_EL1, or the model in a file.
   *
   * @param nameOrFile a name in any case; else MIDR_EL1 as a number, or implementer and part as
   *     {@code 0x41:0xd0c}; else a file, if it has a slash or ends in {@code .json}
   * @throws UnknownCpuException where no model has that name or that part
   * @throws FormatException where the file is not one of a CPU
   */
  public static CpuModel find(String nameOrFile) throws IOException {
    String name = nameOrFile.toLowerCase(Locale.ROOT);
    if (SHIPPED.contains(name)) {
      return load(name);
    }
    Optional<MainId> midr = MainId.parse(name);
    if (midr.isPresent()) {
      return of(midr.get());
    }
    boolean file = nameOrFile.indexOf('/') >= 0 || name.endsWith(".json");
    if (file && nameOrFile.indexOf('\0') < 0) {
      return read(Path.of(nameOrFile));
    }
    throw unknown(nameOrFile, ", or a file's name that ends in .json");
  }

  /**
   * The shipped model of a part. A part is a core, and the machines that have it may have another
   * choice of its options: the core's own model is taken before theirs.
   */
  private static CpuModel of(MainId midr) throws IOException {
    String core = IdFields.load().core(midr.implementer(), midr.part()).orElse("");
    String own = core.toLowerCase(Locale.ROOT).replace(' ', '-');
    Optional<CpuModel> found = Optional.empty();
    for (String name : SHIPPED) {
      CpuModel model = load(name);
      if (midr.isPartOf(model.registers) && (found.isEmpty() || name.equals(own))) {
        found = Optional.of(model);
      }
    }
    CpuModel model =
        found.orElseThrow(
            () ->
                new UnknownCpuException(
                    "no CPU model has "
                        + midr
                        + (core.isEmpty() ? "" : ", a " + core)
                        + ". There are "
                        + String.join(", ", SHIPPED)));
    return midr.value().isEmpty() ? model : model.with(midr.value().getAsLong());
  }

  private CpuModel with(long midr) {
    if (registers.get(IdRegister.MIDR_EL1) == midr) {
      return this;
    }
    String other =
        source + " MIDR_EL1 is as it was given; the others are those of the model's own.";
    return new CpuModel(
        name, description, other, uncertain, registers.with(IdRegister.MIDR_EL1, midr), others);
  }

  private static UnknownCpuException unknown(String name, String otherwise) {
    return new UnknownCpuException(
        "no CPU model is called '"
            + name
            + "'"
            + NearestName.question(name.toLowerCase(Locale.ROOT), SHIPPED)
            + " There are "
            + String.join(", ", SHIPPED)
            + otherwise);
  }

  /**
   * Reads a model out of a JSON file: {@code {"name": …, "registers": {"ID_AA64MMFR0_EL1":
   * "0x…"}}}. Registers of a CPU that are not known here are kept, and change nothing.
   *
   * @throws FormatException where it is something else
   * @throws UnknownCpuException where it names something that is not a register
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
    long value = CpuModelReader.value(register.name(), assignment.substring(equals + 1));
    return new CpuModel(
        name, description, source, uncertain, registers.with(register, value), others);
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
