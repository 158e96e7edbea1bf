// SPDX-License-Identifier: Apache-2.0
package org.earlymap.format.fdt;

import org.earlymap.Range;

/**
 * Memory that the tree keeps from the kernel.
 *
 * @param name the node under {@code /reserved-memory}
 * @param range physical addresses
 * @param noMap whether it must not be mapped either
 */
public record FdtReservation(String name, Range range, boolean noMap) {}
