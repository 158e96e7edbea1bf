// SPDX-License-Identifier: Apache-2.0

/**
 * What needs no CPU: flags of results, codes of pointers by their algorithms, allocation tags of
 * memory; what ends an instruction.
 */
@NullMarked
package org.earlymap.a64.value;

import org.jspecify.annotations.NullMarked;
