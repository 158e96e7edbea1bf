// SPDX-License-Identifier: Apache-2.0

/**
 * The kernel's virtual address space: regions, fixmap, KASAN's shadow, the sizes of static tables,
 * where the linear map and the image are placed in it.
 */
@NullMarked
package org.earlymap.layout;

import org.jspecify.annotations.NullMarked;
