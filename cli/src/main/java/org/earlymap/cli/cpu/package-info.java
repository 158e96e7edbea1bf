// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap cpu}. */
@NullMarked
package org.earlymap.cli.cpu;

import org.jspecify.annotations.NullMarked;
