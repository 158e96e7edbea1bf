// SPDX-License-Identifier: Apache-2.0

/** The addresses that relocations store, and the code that must do without. */
@NullMarked
package org.earlymap.check.relocation.value;

import org.jspecify.annotations.NullMarked;
