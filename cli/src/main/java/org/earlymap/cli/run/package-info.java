// SPDX-License-Identifier: Apache-2.0

/** The commands that execute a kernel's own code: {@code run} and {@code prove}. */
@NullMarked
package org.earlymap.cli.run;

import org.jspecify.annotations.NullMarked;
