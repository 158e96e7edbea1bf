// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel.parts;

import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a kernel's file holds, before anything is concluded from it.
 *
 * @param source the file
 * @param order the byte order of the kernel's data
 * @param symbols its symbols
 * @param sections its loaded sections, none in a bare image
 * @param contents its bytes at link addresses
 * @param imageFlags the flags of the image header (Documentation/arch/arm64/booting.rst)
 * @param imageSize the bytes from {@code _text} to {@code _end} by the image header, if it is one
 */
public record KernelParts(
    KernelSource source,
    ByteOrder order,
    KernelSymbols symbols,
    List<KernelSection> sections,
    KernelContents contents,
    OptionalLong imageFlags,
    OptionalLong imageSize) {}
