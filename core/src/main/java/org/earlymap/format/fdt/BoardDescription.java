// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;

/**
 * What a kernel's early boot takes from a device tree ({@code early_init_dt_scan}, {@code
 * early_init_fdt_scan_reserved_mem}, {@code get_kaslr_seed}).
 *
 * @param fdtSize the blob's total size in bytes
 * @param banks memory as the nodes say it, capped to the usable range if there is one, sorted by
 *     address; not clipped to pages
 * @param reservations what the kernel must leave alone, in the order in which it takes it: the
 *     header of a crashed kernel's memory, the {@code /reserved-memory} nodes
 * @param dynamicReservations what the kernel is asked to find a place for, after those
 * @param memreserve the blob's own list of reservations, which comes last
 * @param bootArgs {@code /chosen/bootargs} up to the NUL; empty where there are none
 * @param kaslrSeed {@code /chosen/kaslr-seed}, if it has 8 bytes; zero counts as none in the kernel
 * @param initrd the initial RAM disk
 * @param usableRange {@code /chosen/linux,usable-memory-range}, of a kernel for crashes
 * @param elfCoreHeader {@code /chosen/linux,elfcorehdr}, reserved in a kernel for crashes
 * @param stdout the physical address of the device that {@code /chosen/stdout-path} names, if there
 *     is one, for an early console
 * @param remarks what the kernel passes over, in sentences without a full stop
 */
public record BoardDescription(
    int fdtSize,
    List<Range> banks,
    List<FdtReservation> reservations,
    List<FdtDynamicReservation> dynamicReservations,
    List<Range> memreserve,
    String bootArgs,
    OptionalLong kaslrSeed,
    Optional<Range> initrd,
    Optional<Range> usableRange,
    Optional<Range> elfCoreHeader,
    OptionalLong stdout,
    List<String> remarks) {

  /** Copies the lists. */
  public BoardDescription {
    banks = List.copyOf(banks);
    reservations = List.copyOf(reservations);
    dynamicReservations = List.copyOf(dynamicReservations);
    memreserve = List.copyOf(memreserve);
    remarks = List.copyOf(remarks);
  }

  /**
   * Takes them out of {@code tree}.
   *
   * @throws org.earlymap.format.FormatException where a number of cells makes no sense, or memory
   *     wraps around the address space
   */
  public static BoardDescription of(FlattenedDeviceTree tree) {
    return new BoardScan(tree).description();
  }
}
