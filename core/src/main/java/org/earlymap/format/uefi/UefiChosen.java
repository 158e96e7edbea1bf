// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.uefi;

import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.format.fdt.FdtNode;
import org.earlymap.format.fdt.FdtProperty;
import org.earlymap.format.fdt.FlattenedDeviceTree;

/**
 * What the stub tells the kernel in {@code /chosen} ({@code efi_get_fdt_params}).
 *
 * @param systemTable physical address ({@code linux,uefi-system-table})
 * @param mapAddress physical address of the memory map ({@code linux,uefi-mmap-start})
 * @param mapSize in bytes ({@code linux,uefi-mmap-size})
 * @param descriptorSize in bytes ({@code linux,uefi-mmap-desc-size})
 */
public record UefiChosen(long systemTable, long mapAddress, int mapSize, int descriptorSize) {
  private static final int MOST_BYTES = 1 << 22;

  /** The properties; empty where the kernel was not booted by UEFI. */
  public static Optional<UefiChosen> of(FlattenedDeviceTree tree) {
    Optional<FdtNode> chosen = tree.node("/chosen");
    OptionalLong system = number(chosen, "linux,uefi-system-table");
    OptionalLong start = number(chosen, "linux,uefi-mmap-start");
    OptionalLong size = number(chosen, "linux,uefi-mmap-size");
    OptionalLong each = number(chosen, "linux,uefi-mmap-desc-size");
    if (system.isEmpty() || start.isEmpty() || size.isEmpty() || each.isEmpty()) {
      return Optional.empty();
    }
    if (size.getAsLong() < 0 || size.getAsLong() > MOST_BYTES || each.getAsLong() > MOST_BYTES) {
      throw chosen
          .flatMap(node -> node.property("linux,uefi-mmap-size"))
          .orElseThrow()
          .fault("found a memory map of " + size.getAsLong() + " bytes, expected at most 4 MiB");
    }
    return Optional.of(
        new UefiChosen(
            system.getAsLong(), start.getAsLong(), (int) size.getAsLong(), (int) each.getAsLong()));
  }

  private static OptionalLong number(Optional<FdtNode> chosen, String name) {
    Optional<FdtProperty> property = chosen.flatMap(node -> node.property(name));
    return property.isPresent() ? property.get().number() : OptionalLong.empty();
  }

  /** The physical addresses of the memory map. */
  public Range mapRange() {
    return new Range(mapAddress, mapAddress + mapSize);
  }

  /**
   * The memory map itself.
   *
   * @throws org.earlymap.InputException where that memory is not known, or holds no map
   */
  public UefiMemoryMap map(MemoryReader memory) {
    return UefiMemoryMap.read(memory.read(mapAddress, mapSize), descriptorSize);
  }
}
