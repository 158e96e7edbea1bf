// SPDX-License-Identifier: Apache-2.0

/**
 * What every package shares: ranges, numbers as text, the exception for input that cannot be used.
 */
@NullMarked
package org.earlymap;

import org.jspecify.annotations.NullMarked;
