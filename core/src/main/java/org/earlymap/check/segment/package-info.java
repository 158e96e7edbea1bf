// SPDX-License-Identifier: Apache-2.0

/** How the image is cut into segments, and where its fixed parts lie. */
@NullMarked
package org.earlymap.check.segment;

import org.jspecify.annotations.NullMarked;
