// SPDX-License-Identifier: Apache-2.0

/** Files and folders that are replaced whole or not at all. */
@NullMarked
package org.earlymap.file;

import org.jspecify.annotations.NullMarked;
