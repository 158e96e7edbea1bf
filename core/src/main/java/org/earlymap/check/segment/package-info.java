// SPDX-License-Identifier: Apache-2.0

/** The boundaries by which the boot code cuts the image, and what must lie between them. */
@NullMarked
package org.earlymap.check.segment;

import org.jspecify.annotations.NullMarked;
