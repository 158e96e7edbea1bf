// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.cpu;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.earlymap.arch.Granule;
import org.earlymap.cli.options.BatchElement;
import org.earlymap.cli.options.OverrideOptions;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.cpu.override.FeatureOverrides;
import tools.jackson.databind.node.ObjectNode;

/** A JSON array of command lines, given back with the overrides of each. */
final class CpuBatch {
  private CpuBatch() {}

  /** Prints the answers; {@code named} says in an object with a schema what they are. */
  static void print(Path path, OverrideOptions options, boolean named, PrintWriter out)
      throws IOException {
    Optional<String> schema = named ? Optional.of("earlymap.cpu-batch/1") : Optional.empty();
    BatchElement.printAnswers(path, "command lines", schema, line -> answered(line, options), out);
  }

  private static ObjectNode answered(BatchElement line, OverrideOptions options) {
    ObjectNode answer = line.copy();
    String kernel = line.text("kernel");
    Granule granule =
        switch (kernel) {
          case "4k-lpa2", "no-lpa2" -> Granule.SIZE_4K;
          case "16k-lpa2" -> Granule.SIZE_16K;
          default -> throw line.wrong("kernel", "4k-lpa2, 16k-lpa2 or no-lpa2");
        };
    FeatureOverrides overrides =
        FeatureOverrides.parse(
            line.text("cmdline"),
            registers(line),
            options.context(
                granule, !kernel.equals("no-lpa2"), bootEl(line), line.flag("e2h_stuck")));
    answer.set("overrides", CpuJson.overrides(overrides));
    return answer;
  }

  /** Every ID register that the element names. */
  private static IdRegisters registers(BatchElement line) {
    Map<IdRegister, Long> values = new EnumMap<>(IdRegister.class);
    for (IdRegister register : IdRegister.values()) {
      if (line.has(register.name())) {
        values.put(register, line.number(register.name()));
      }
    }
    return IdRegisters.of(values);
  }

  private static int bootEl(BatchElement line) {
    int level = line.integer("boot_el", "1 or 2");
    if (level != 1 && level != 2) {
      throw line.wrong("boot_el", "1 or 2");
    }
    return level;
  }
}
