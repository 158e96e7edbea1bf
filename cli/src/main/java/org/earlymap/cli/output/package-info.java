// SPDX-License-Identifier: Apache-2.0

/** Where answers, errors and progress go. */
@NullMarked
package org.earlymap.cli.output;

import org.jspecify.annotations.NullMarked;
