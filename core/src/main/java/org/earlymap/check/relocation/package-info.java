// SPDX-License-Identifier: Apache-2.0

/** The relocations that the kernel applies to itself: what all rules on them share. */
@NullMarked
package org.earlymap.check.relocation;

import org.jspecify.annotations.NullMarked;
