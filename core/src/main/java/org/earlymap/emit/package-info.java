// SPDX-License-Identifier: Apache-2.0
/**
 * Tables in the forms that other tools load, link or compile: one small writer each over the same
 * pieces of memory.
 */
@NullMarked
package org.earlymap.emit;

import org.jspecify.annotations.NullMarked;
