// SPDX-License-Identifier: Apache-2.0

/** Tests of the shell script {@code cli/bin/earlymap}. */
@NullMarked
package org.earlymap.cli.launcher;

import org.jspecify.annotations.NullMarked;
