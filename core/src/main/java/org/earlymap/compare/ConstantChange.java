// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.OptionalLong;

/**
 * A constant of the kernel's headers that is not the same on both sides.
 *
 * @param name the kernel's name for it
 * @param before its value on the first side, where it has one
 * @param after its value on the second side, where it has one
 */
public record ConstantChange(String name, OptionalLong before, OptionalLong after) {}
