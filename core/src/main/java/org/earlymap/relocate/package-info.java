// SPDX-License-Identifier: Apache-2.0

/**
 * The relocations that a kernel applies to itself when it boots: RELA and RELR ({@code
 * relocate_kernel}; ELF for the Arm 64-bit Architecture, 5.7; the RELR proposal of the generic
 * ABI).
 */
@NullMarked
package org.earlymap.relocate;

import org.jspecify.annotations.NullMarked;
