// SPDX-License-Identifier: Apache-2.0

/**
 * Physical memory, sparse and flat: bytes at addresses, and runs of descriptors in them. Not what
 * they mean.
 */
@NullMarked
package org.earlymap.memory;

import org.jspecify.annotations.NullMarked;
