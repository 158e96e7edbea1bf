// SPDX-License-Identifier: Apache-2.0

/** What a kernel decides from ID registers and their overrides. */
@NullMarked
package org.earlymap.cpu.feature;

import org.jspecify.annotations.NullMarked;
