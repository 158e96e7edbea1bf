// SPDX-License-Identifier: Apache-2.0
package org.earlymap.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.machine.Machine;
import org.earlymap.machine.Reservation;
import tools.jackson.databind.JsonNode;

/** The machine of a captured boot. */
public final class TruthMachine {
  private TruthMachine() {}

  /** What the boot loader and the emulator gave the kernel of {@code truth}. */
  public static Machine of(TruthFile truth) {
    JsonNode fdt = truth.root().get("fdt");
    List<Range> banks = new ArrayList<>();
    for (JsonNode bank : fdt.get("memory")) {
      banks.add(range(bank));
    }
    JsonNode seed = fdt.path("kaslr_seed");
    CpuModel model = model(truth.cpu());
    return Machine.builder(new CpuModel(truth.cpu(), "", "", registers(truth, model)))
        .loadAddress(truth.loadAddress())
        .fdtAddress(truth.fdtAddress())
        .fdtSize(fdt.get("totalsize").asLong())
        .banks(banks)
        .reservations(reservations(fdt))
        .initrd(fdt.has("initrd") ? Optional.of(initrd(fdt.get("initrd"))) : Optional.empty())
        .bootArgs(fdt.get("bootargs").asString())
        .kaslrSeed(seed.isString() ? OptionalLong.of(TruthFile.hex(seed)) : OptionalLong.empty())
        .bootEl(truth.entryEl())
        .build();
  }

  /** In the kernel's order: the nodes under reserved-memory, then the memreserve entries. */
  private static List<Reservation> reservations(JsonNode fdt) {
    List<Reservation> reservations = new ArrayList<>();
    for (JsonNode node : fdt.path("reserved")) {
      reservations.add(new Reservation.Fixed(range(node), node.get("nomap").asBoolean()));
    }
    for (JsonNode entry : fdt.path("memreserve")) {
      reservations.add(new Reservation.Fixed(range(entry), false));
    }
    return reservations;
  }

  private static Range range(JsonNode node) {
    long base = TruthFile.hex(node.get("base"));
    return new Range(base, base + TruthFile.hex(node.get("size")));
  }

  private static Range initrd(JsonNode node) {
    return new Range(TruthFile.hex(node.get("start")), TruthFile.hex(node.get("end")));
  }

  private static IdRegisters registers(TruthFile truth, CpuModel model) {
    IdRegisters values = model.registers();
    for (Map.Entry<String, Long> register : truth.idRegisters().entrySet()) {
      IdRegister named = IdRegister.named(register.getKey()).orElseThrow();
      values = values.with(named, register.getValue());
    }
    return values;
  }

  /** The captures hold the registers that the early boot reads; the model knows the others. */
  private static CpuModel model(String cpu) {
    return CpuModel.named(
        switch (cpu) {
          case "max" -> "qemu-max";
          case "max,lpa2=off" -> "qemu-max-no-lpa2";
          default -> cpu;
        });
  }
}
