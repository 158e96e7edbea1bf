// SPDX-License-Identifier: Apache-2.0

/** JSON as text: one way in the whole program. */
@NullMarked
package org.earlymap.cli.text;

import org.jspecify.annotations.NullMarked;
