// SPDX-License-Identifier: Apache-2.0

/** What differs between two address spaces, or between the mappings of two builds. */
@NullMarked
package org.earlymap.compare;

import org.jspecify.annotations.NullMarked;
