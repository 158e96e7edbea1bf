// SPDX-License-Identifier: Apache-2.0
package org.earlymap.table;

import org.earlymap.arch.TranslationRegime;
import org.earlymap.arch.VaHalf;

/**
 * A table from which a walk can start.
 *
 * @param name the kernel's symbol for it
 * @param pa physical address of the entry for the regime's lowest address
 * @param half which half of the address space it translates
 * @param regime granule, width and descriptor format of the walk
 */
public record TableRoot(String name, long pa, VaHalf half, TranslationRegime regime) {}
