// SPDX-License-Identifier: Apache-2.0

/**
 * What a kernel finds when it starts, as files in a folder: the device tree, the memory that the
 * firmware has left, the registers of the CPU.
 */
@NullMarked
package org.earlymap.handover;

import org.jspecify.annotations.NullMarked;
