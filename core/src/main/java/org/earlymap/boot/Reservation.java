// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot;

import org.earlymap.table.Range;

/**
 * Memory that the machine's description keeps from the kernel's allocator.
 *
 * @param range physical addresses
 * @param noMap whether it must not be mapped either
 */
public record Reservation(Range range, boolean noMap) {}
