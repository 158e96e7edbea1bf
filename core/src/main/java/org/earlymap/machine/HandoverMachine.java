// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.cpu.CpuModel;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.IdRegisters;
import org.earlymap.format.fdt.BoardDescription;
import org.earlymap.format.fdt.FlattenedDeviceTree;
import org.earlymap.format.uefi.UefiChosen;
import org.earlymap.format.uefi.UefiTables;
import org.earlymap.handover.HandoverFolder;
import org.earlymap.handover.RunningSystem;

/** The machine that follows from what a kernel found when it started. */
public final class HandoverMachine {
  private HandoverMachine() {}

  /** The CPU that the registers show; empty where they do not say what it is. */
  public static Optional<CpuModel> cpu(HandoverFolder given) {
    Map<IdRegister, Long> values = new EnumMap<>(IdRegister.class);
    for (IdRegister register : IdRegister.values()) {
      Long value = given.registers().get(register.name());
      if (value != null) {
        values.put(register, value);
      }
    }
    return values.containsKey(IdRegister.ID_AA64MMFR0_EL1)
        ? Optional.of(
            new CpuModel("captured", "", given.folder().toString(), IdRegisters.of(values)))
        : Optional.empty();
  }

  /**
   * What the device tree, the memory and the registers say, and what a running system tells; the
   * rest is as QEMU's virt board has it.
   *
   * @param system adds to its conclusions what is taken from it
   * @throws org.earlymap.InputException where the device tree is broken, or names memory that is
   *     not there
   */
  public static MachineBuilder of(HandoverFolder given, RunningSystem system, CpuModel cpu) {
    MachineBuilder machine = Machine.builder(cpu);
    Optional<FlattenedDeviceTree> tree = given.fdt().map(FlattenedDeviceTree::read);
    Optional<BoardDescription> board = tree.map(BoardDescription::of);
    board.ifPresent(machine::board);
    Optional<UefiChosen> chosen = tree.flatMap(UefiChosen::of);
    if (chosen.isPresent() && !given.memory().isEmpty()) {
      UefiTables tables = UefiTables.read(chosen.get(), given);
      machine.uefi(UefiMemory.of(chosen.get(), tables));
      if (tree.filter(HandoverMachine::isStub).isPresent()) {
        machine.stdout(tables.console());
      }
      if (tables.initrd().isPresent() && board.flatMap(BoardDescription::initrd).isEmpty()) {
        machine.initrd(tables.initrd());
      }
    } else if (chosen.isPresent() || board.isEmpty()) {
      system
          .memoryMap()
          .ifPresent(
              map ->
                  machine.uefi(
                      new UefiMemory(
                          map, chosen.map(UefiChosen::mapRange), List.of(), Optional.empty())));
    }
    system.commandLine().ifPresent(machine::bootArgs);
    system.loadAddress().ifPresent(machine::loadAddress);
    system.bootEl().ifPresent(machine::bootEl);
    board.ifPresent(b -> system.fdtAddress(b.fdtSize()).ifPresent(machine::fdtAddress));
    addRegisters(given, machine);
    return machine;
  }

  private static void addRegisters(HandoverFolder given, MachineBuilder machine) {
    Long load = given.registers().get(HandoverFolder.LOAD_ADDRESS);
    if (load != null) {
      machine.loadAddress(load);
    }
    Long fdt = given.registers().get("X0");
    if (fdt != null) {
      machine.fdtAddress(fdt);
    }
    Long pstate = given.registers().get("PSTATE");
    if (pstate != null) {
      machine.bootEl((int) (pstate >>> 2 & 3));
    }
  }

  /** {@code dt_is_stub}: the stub has made the tree, and the board is described by ACPI. */
  private static boolean isStub(FlattenedDeviceTree tree) {
    return tree.root().children().stream()
        .allMatch(node -> node.name().equals("chosen") || node.name().equals("hypervisor"));
  }
}
