// SPDX-License-Identifier: Apache-2.0

/** Who wrote which descriptor, in a boot by the kernel's own code. */
@NullMarked
package org.earlymap.run.trace;

import org.jspecify.annotations.NullMarked;
