// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.format.fdt.DeviceTreeWriter;

/**
 * The device tree of a machine that was described without one: memory, reservations and {@code
 * /chosen} as the machine has them, one CPU, firmware that is called as QEMU's is. Devices that a
 * boot does not touch before {@code bootmem_init} are not in it.
 */
public final class MachineTree {
  private static final int UART_BYTES = 0x1000;

  private final Machine machine;
  private final DeviceTreeWriter tree = new DeviceTreeWriter();

  private MachineTree(Machine machine) {
    this.machine = machine;
  }

  /**
   * The blob, of the size that the machine's device tree has.
   *
   * @throws DeviceTreeRoomException where that is too small
   */
  public static byte[] of(Machine machine) {
    return new MachineTree(machine).write();
  }

  private byte[] write() {
    tree.cells("#address-cells", 2).cells("#size-cells", 2).text("compatible", "linux,dummy-virt");
    writeChosen();
    for (Range bank : machine.banks()) {
      tree.begin("memory@" + Long.toHexString(bank.start())).text("device_type", "memory");
      tree.longs("reg", bank.start(), bank.size()).end();
    }
    writeReservations();
    tree.begin("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
    tree.begin("cpu@0").text("device_type", "cpu").text("compatible", "arm,armv8");
    tree.cells("reg", 0).text("enable-method", "psci").end().end();
    tree.begin("psci").text("compatible", "arm,psci-1.0", "arm,psci-0.2");
    tree.text("method", machine.bootEl() == 2 ? "smc" : "hvc").end();
    machine.stdout().ifPresent(this::writeConsole);
    try {
      return tree.build(Math.toIntExact(machine.fdtSize()));
    } catch (IllegalArgumentException e) {
      throw new DeviceTreeRoomException(e);
    }
  }

  private void writeChosen() {
    tree.begin("chosen");
    if (!machine.bootArgs().isEmpty()) {
      tree.text("bootargs", machine.bootArgs());
    }
    OptionalLong seed = machine.kaslrSeed();
    if (seed.isPresent()) {
      tree.longs("kaslr-seed", seed.getAsLong());
    }
    machine
        .initrd()
        .ifPresent(
            initrd ->
                tree.longs("linux,initrd-start", initrd.start())
                    .longs("linux,initrd-end", initrd.end()));
    machine.stdout().ifPresent(pa -> tree.text("stdout-path", "/" + consoleName(pa)));
    tree.end();
  }

  private void writeReservations() {
    if (machine.reservations().isEmpty()) {
      return;
    }
    tree.begin("reserved-memory").cells("#address-cells", 2).cells("#size-cells", 2);
    tree.flag("ranges");
    int number = 0;
    for (Reservation reservation : machine.reservations()) {
      if (reservation instanceof Reservation.Fixed fixed) {
        tree.begin("region-" + number + "@" + Long.toHexString(fixed.range().start()));
        tree.longs("reg", fixed.range().start(), fixed.range().size());
        if (fixed.noMap()) {
          tree.flag("no-map");
        }
      } else if (reservation instanceof Reservation.BySize wanted) {
        writeWanted(number, wanted);
      }
      tree.end();
      number++;
    }
    tree.end();
  }

  private void writeWanted(int number, Reservation.BySize wanted) {
    tree.begin("pool-" + number).longs("size", wanted.size());
    if (wanted.alignment() != 0) {
      tree.longs("alignment", wanted.alignment());
    }
    if (!wanted.ranges().isEmpty()) {
      long[] pairs = new long[2 * wanted.ranges().size()];
      for (int i = 0; i < wanted.ranges().size(); i++) {
        pairs[2 * i] = wanted.ranges().get(i).start();
        pairs[2 * i + 1] = wanted.ranges().get(i).size();
      }
      tree.longs("alloc-ranges", pairs);
    }
    if (wanted.reusable()) {
      tree.text("compatible", "shared-dma-pool").flag("reusable");
    }
    if (wanted.noMap()) {
      tree.flag("no-map");
    }
  }

  private void writeConsole(long pa) {
    tree.begin(consoleName(pa)).text("compatible", "arm,pl011", "arm,primecell");
    tree.longs("reg", pa, UART_BYTES).end();
  }

  private static String consoleName(long pa) {
    return "pl011@" + Long.toHexString(pa);
  }
}
