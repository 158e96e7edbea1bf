// SPDX-License-Identifier: Apache-2.0

/** What a build leaves beside its images: {@code manifest.json}, and the images themselves. */
@NullMarked
package org.earlymap.manifest;

import org.jspecify.annotations.NullMarked;
