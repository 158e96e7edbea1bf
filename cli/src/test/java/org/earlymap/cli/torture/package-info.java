// SPDX-License-Identifier: Apache-2.0

/** Runs that are killed at any moment, and runs at the same time, with slow renames. */
@NullMarked
package org.earlymap.cli.torture;

import org.jspecify.annotations.NullMarked;
