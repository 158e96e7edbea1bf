// SPDX-License-Identifier: Apache-2.0

/** Tests of the recipes in {@code samples/ci}. */
@NullMarked
package org.earlymap.cli.ci;

import org.jspecify.annotations.NullMarked;
