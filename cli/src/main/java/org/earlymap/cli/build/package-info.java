// SPDX-License-Identifier: Apache-2.0

/** The command {@code earlymap build}. */
@NullMarked
package org.earlymap.cli.build;

import org.jspecify.annotations.NullMarked;
