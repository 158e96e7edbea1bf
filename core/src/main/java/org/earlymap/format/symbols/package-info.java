// SPDX-License-Identifier: Apache-2.0

/** Symbols without an ELF symbol table: kallsyms inside an image, and {@code System.map}. */
@NullMarked
package org.earlymap.format.symbols;

import org.jspecify.annotations.NullMarked;
