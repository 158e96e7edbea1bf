// SPDX-License-Identifier: Apache-2.0

/** The relocation tables themselves: where they are, their entries and the types of those. */
@NullMarked
package org.earlymap.check.relocation.table;

import org.jspecify.annotations.NullMarked;
