// SPDX-License-Identifier: Apache-2.0

/** What a build leaves beside its images, read and written. */
@NullMarked
package org.earlymap.build;

import org.jspecify.annotations.NullMarked;
