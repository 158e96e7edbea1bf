// SPDX-License-Identifier: Apache-2.0

/** Options that several subcommands share. */
@NullMarked
package org.earlymap.cli.options;

import org.jspecify.annotations.NullMarked;
