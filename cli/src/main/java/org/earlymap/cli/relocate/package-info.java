// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap relocate}. */
@NullMarked
package org.earlymap.cli.relocate;

import org.jspecify.annotations.NullMarked;
