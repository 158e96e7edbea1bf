// SPDX-License-Identifier: Apache-2.0

/** The words that relocations change, and those that they must leave alone. */
@NullMarked
package org.earlymap.check.relocation.place;

import org.jspecify.annotations.NullMarked;
