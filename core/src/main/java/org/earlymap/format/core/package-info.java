// SPDX-License-Identifier: Apache-2.0

/**
 * The memory of machines as cores have it: ELF cores of QEMU, kdump and {@code /proc/kcore}, and
 * the compressed and the flattened files of makedumpfile.
 */
@NullMarked
package org.earlymap.format.core;

import org.jspecify.annotations.NullMarked;
