// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

/**
 * Memory that the tree asks the kernel to find and reserve.
 *
 * @param name the node under {@code /reserved-memory}
 * @param size bytes
 * @param alignment bytes; zero where the node does not say
 * @param noMap whether it must not be mapped
 */
public record FdtDynamicReservation(String name, long size, long alignment, boolean noMap) {}
