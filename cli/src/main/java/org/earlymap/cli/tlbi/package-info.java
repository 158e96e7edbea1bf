// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap tlbi}. */
@NullMarked
package org.earlymap.cli.tlbi;

import org.jspecify.annotations.NullMarked;
