// SPDX-License-Identifier: Apache-2.0

/** The relocations that the kernel applies to itself, and those that it must not need. */
@NullMarked
package org.earlymap.check.relocation;

import org.jspecify.annotations.NullMarked;
