// SPDX-License-Identifier: Apache-2.0
package org.earlymap.machine;

import java.util.List;
import java.util.Optional;
import org.earlymap.Range;
import org.earlymap.format.uefi.UefiChosen;
import org.earlymap.format.uefi.UefiMemoryMap;
import org.earlymap.format.uefi.UefiTables;

/**
 * What UEFI firmware and the stub tell a kernel of its memory ({@code efi_init}).
 *
 * @param map the memory map
 * @param mapBuffer where the map itself lies, which the kernel reserves; empty where that is not
 *     known
 * @param reserved what configuration tables reserve, in the kernel's order
 * @param frameBuffer what must not be mapped
 */
public record UefiMemory(
    UefiMemoryMap map,
    Optional<Range> mapBuffer,
    List<Range> reserved,
    Optional<Range> frameBuffer) {
  /** Copies the list. */
  public UefiMemory {
    reserved = List.copyOf(reserved);
  }

  /** A memory map of which no more is known. */
  public static UefiMemory of(UefiMemoryMap map) {
    return new UefiMemory(map, Optional.empty(), List.of(), Optional.empty());
  }

  /** What the system table leads to. */
  public static UefiMemory of(UefiChosen chosen, UefiTables tables) {
    return new UefiMemory(
        tables.map(),
        Optional.of(new Range(chosen.mapAddress(), chosen.mapAddress() + chosen.mapSize())),
        tables.reserved(),
        tables.frameBuffer());
  }
}
