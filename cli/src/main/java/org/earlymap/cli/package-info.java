// SPDX-License-Identifier: Apache-2.0

/** The command line: one class per subcommand, renderers for its formats, nothing else. */
@NullMarked
package org.earlymap.cli;

import org.jspecify.annotations.NullMarked;
