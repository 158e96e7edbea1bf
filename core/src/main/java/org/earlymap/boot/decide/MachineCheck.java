// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.decide;

import org.earlymap.Hex;
import org.earlymap.InputCause;
import org.earlymap.Range;
import org.earlymap.RangeSet;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.IdRegister;
import org.earlymap.cpu.Tgran;
import org.earlymap.kernel.ImageSegment;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.Machine;

/** What has to hold between a kernel and a machine before the first table can be written. */
public final class MachineCheck {
  private MachineCheck() {}

  static void check(KernelBuild kernel, Machine machine) {
    Range image = imageRange(kernel.symbols(), machine.loadAddress());
    checkGranule(kernel.config(), machine);
    checkSegments(kernel);
    checkLoadAddress(kernel.config(), machine, image);
    checkBanks(machine);
    checkFdt(machine, image);
  }

  private static Range imageRange(KernelSymbols symbols, long loadAddress) {
    long text = symbols.require("_text");
    long end = symbols.require("_end");
    if (Long.compareUnsigned(end, text) <= 0) {
      throw new BootException(
          "the kernel's _end " + hex(end) + " does not lie above its _text " + hex(text));
    }
    return new Range(loadAddress, loadAddress + (end - text));
  }

  /** TGran4, TGran16 and TGran64 of ID_AA64MMFR0_EL1 (Arm ARM D24.2). */
  public static void checkGranule(KernelConfig config, Machine machine) {
    if (!machine.cpu().has(IdRegister.ID_AA64MMFR0_EL1)) {
      throw new BootException(
          "CPU " + machine.cpuName() + " has no value for ID_AA64MMFR0_EL1, which decides most");
    }
    Granule granule = config.granule();
    long mmfr0 = machine.cpu().get(IdRegister.ID_AA64MMFR0_EL1);
    if (!Tgran.hasGranule(granule, mmfr0)) {
      throw new BootException(
          "CPU "
              + machine.cpuName()
              + " has no "
              + granule.label()
              + " granule, which this kernel needs: its ID_AA64MMFR0_EL1.TGran"
              + (granule.bytes() >> 10)
              + " is 0x"
              + Integer.toHexString(Tgran.field(granule, mmfr0) & 0xf));
    }
  }

  private static void checkSegments(KernelBuild kernel) {
    KernelSymbols symbols = kernel.symbols();
    String previous = ImageSegment.HEAD.start();
    for (String boundary : ImageSegment.boundaries()) {
      long at = symbols.require(boundary);
      if (Long.compareUnsigned(at, symbols.require(previous)) < 0
          && !(boundary.equals(ImageSegment.INIT_DATA.start())
              && at == symbols.require(previous))) {
        throw new BootException(
            boundary
                + " at "
                + hex(at)
                + " lies below "
                + previous
                + " at "
                + hex(symbols.require(previous))
                + ": the kernel's segments are out of order");
      }
      if ((at & (kernel.config().granule().bytes() - 1)) != 0) {
        throw new BootException(
            boundary
                + " at "
                + hex(at)
                + " is not aligned to the kernel's pages of "
                + kernel.config().granule().label());
      }
      previous = boundary;
    }
  }

  private static void checkLoadAddress(KernelConfig config, Machine machine, Range image) {
    long load = machine.loadAddress();
    if ((load & (VaLayout.SEGMENT_ALIGN - 1)) != 0) {
      throw new BootException(
          "load address " + hex(load) + " is not a multiple of 64 KiB, as a kernel's must be");
    }
    int bits = Math.min(machine.physicalAddressBits(), config.paBits());
    if (Long.compareUnsigned(image.end() - 1, (1L << bits) - 1) > 0
        || Long.compareUnsigned(image.end(), image.start()) < 0) {
      throw new BootException(
          "a kernel at "
              + hex(load)
              + " ends beyond the "
              + bits
              + " physical address bits of CPU "
              + machine.cpuName()
              + " and CONFIG_ARM64_PA_BITS="
              + config.paBits());
    }
    if (!machine.banks().isEmpty() && !inOneBank(machine, image)) {
      throw new BootException(
          "the kernel image "
              + hex(image.start())
              + ".."
              + hex(image.end())
              + " does not lie in one bank of the machine's memory");
    }
  }

  private static void checkBanks(Machine machine) {
    for (Range bank : machine.banks()) {
      if (bank.size() == 0 || Long.compareUnsigned(bank.end() - 1, bank.start()) < 0) {
        throw new BootException("memory at " + hex(bank.start()) + " is empty or wraps around");
      }
    }
  }

  private static void checkFdt(Machine machine, Range image) {
    long fdt = machine.fdtAddress();
    long end = fdt + machine.fdtSize();
    if ((fdt & 7) != 0) {
      throw new BootException("FDT address " + hex(fdt) + " is not a multiple of 8");
    }
    if (Long.compareUnsigned(machine.fdtSize(), VaLayout.MAX_FDT_SIZE) > 0) {
      throw new BootException(
          "an FDT of 0x"
              + Long.toHexString(machine.fdtSize())
              + " bytes is larger than the 2 MiB that a kernel maps");
    }
    if (Long.compareUnsigned(fdt, image.end()) < 0
        && Long.compareUnsigned(end, image.start()) > 0) {
      throw new BootException(
          "the FDT "
              + hex(fdt)
              + ".."
              + hex(end)
              + " overlaps the kernel image "
              + hex(image.start())
              + ".."
              + hex(image.end()),
          InputCause.FDT_MISPLACED);
    }
    if (!machine.banks().isEmpty() && !inOneBank(machine, new Range(fdt, end))) {
      throw new BootException(
          "the FDT " + hex(fdt) + ".." + hex(end) + " does not lie in the machine's memory",
          InputCause.FDT_MISPLACED);
    }
  }

  private static boolean inOneBank(Machine machine, Range range) {
    RangeSet banks = new RangeSet();
    machine.banks().forEach(banks::add);
    for (Range bank : banks.ranges()) {
      if (Long.compareUnsigned(range.start(), bank.start()) >= 0
          && Long.compareUnsigned(range.end() - 1, bank.end() - 1) <= 0
          && Long.compareUnsigned(range.end(), range.start()) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static String hex(long address) {
    return Hex.of(address);
  }
}
