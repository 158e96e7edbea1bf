// SPDX-License-Identifier: Apache-2.0

/**
 * One boot by the kernel's own code: the entry of the boot protocol, where a stage ends, what a
 * kernel that stopped by itself says.
 */
@NullMarked
package org.earlymap.run;

import org.jspecify.annotations.NullMarked;
