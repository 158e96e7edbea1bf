// SPDX-License-Identifier: Apache-2.0

/**
 * The files that boot loaders take: the arm64 {@code Image}, compressed or wrapped for EFI
 * (Documentation/arch/arm64/booting.rst; EFI zboot).
 */
@NullMarked
package org.earlymap.format.image;

import org.jspecify.annotations.NullMarked;
