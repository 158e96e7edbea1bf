// SPDX-License-Identifier: Apache-2.0

/** The address space of one boot, as its decisions make it. */
@NullMarked
package org.earlymap.boot.space;

import org.jspecify.annotations.NullMarked;
