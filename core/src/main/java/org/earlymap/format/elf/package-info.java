// SPDX-License-Identifier: Apache-2.0

/** ELF64 files for AArch64, of either endianness (ELF for the Arm 64-bit Architecture, AAELF64). */
@NullMarked
package org.earlymap.format.elf;

import org.jspecify.annotations.NullMarked;
