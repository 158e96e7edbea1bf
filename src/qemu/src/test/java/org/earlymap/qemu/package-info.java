// SPDX-License-Identifier: Apache-2.0

/** Proof by an emulated CPU and by real tools. */
@NullMarked
package org.earlymap.qemu;

import org.jspecify.annotations.NullMarked;
