// SPDX-License-Identifier: Apache-2.0

/** The address space of the configuration: what the kernel's own build would refuse. */
@NullMarked
package org.earlymap.check.layout;

import org.jspecify.annotations.NullMarked;
