// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.OptionalLong;

/**
 * One descriptor of physical memory that two builds leave different.
 *
 * @param pa its physical address
 * @param before its value on the first side; empty where no image of that side holds the address
 * @param after its value on the second side; empty where no image of that side holds the address
 */
public record DescriptorChange(long pa, OptionalLong before, OptionalLong after) {}
