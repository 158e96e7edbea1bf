// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.boot.Machine;
import org.earlymap.boot.Reservation;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.table.Range;
import tools.jackson.databind.JsonNode;

/** The machine of a captured boot. */
public final class TruthMachine {
  private TruthMachine() {}

  /** What the boot loader and the emulator gave the kernel of {@code truth}. */
  public static Machine of(TruthFile truth) {
    JsonNode fdt = truth.root().get("fdt");
    List<Range> banks = new ArrayList<>();
    for (JsonNode bank : fdt.get("memory")) {
      long base = TruthFile.hex(bank.get("base"));
      banks.add(new Range(base, base + TruthFile.hex(bank.get("size"))));
    }
    JsonNode seed = fdt.path("kaslr_seed");
    return new Machine(
        truth.cpu(),
        registers(truth),
        truth.loadAddress(),
        truth.fdtAddress(),
        fdt.get("totalsize").asLong(),
        banks,
        List.<Reservation>of(),
        Optional.empty(),
        fdt.get("bootargs").asString(),
        seed.isString() ? OptionalLong.of(TruthFile.hex(seed)) : OptionalLong.empty(),
        truth.entryEl(),
        false);
  }

  private static IdRegisters registers(TruthFile truth) {
    EnumMap<IdRegister, Long> values = new EnumMap<>(IdRegister.class);
    for (Map.Entry<String, Long> register : truth.idRegisters().entrySet()) {
      values.put(IdRegister.named(register.getKey()).orElseThrow(), register.getValue());
    }
    return IdRegisters.of(values);
  }
}
