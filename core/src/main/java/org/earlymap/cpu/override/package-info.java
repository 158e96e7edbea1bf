// SPDX-License-Identifier: Apache-2.0

/**
 * The command line's overrides of ID registers, as the kernel's early parser reads them
 * (arch/arm64/kernel/pi/idreg-override.c).
 */
@NullMarked
package org.earlymap.cpu.override;

import org.jspecify.annotations.NullMarked;
