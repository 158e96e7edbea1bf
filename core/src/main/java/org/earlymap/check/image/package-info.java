// SPDX-License-Identifier: Apache-2.0

/**
 * The image as a whole: what its header tells boot loaders, where it is linked, how far it reaches.
 */
@NullMarked
package org.earlymap.check.image;

import org.jspecify.annotations.NullMarked;
