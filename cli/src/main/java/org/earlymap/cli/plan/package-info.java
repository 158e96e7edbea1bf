// SPDX-License-Identifier: Apache-2.0
/** {@code earlymap plan}: tables for any program. */
@NullMarked
package org.earlymap.cli.plan;

import org.jspecify.annotations.NullMarked;
