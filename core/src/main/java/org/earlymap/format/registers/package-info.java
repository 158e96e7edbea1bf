// SPDX-License-Identifier: Apache-2.0

/** System registers as debuggers and emulators print them. */
@NullMarked
package org.earlymap.format.registers;

import org.jspecify.annotations.NullMarked;
