// SPDX-License-Identifier: Apache-2.0

/** Numbers, sizes and JSON as text: one of each in the whole program. */
@NullMarked
package org.earlymap.cli.text;

import org.jspecify.annotations.NullMarked;
