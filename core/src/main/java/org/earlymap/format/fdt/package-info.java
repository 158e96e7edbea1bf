// SPDX-License-Identifier: Apache-2.0

/**
 * The flattened device tree (Devicetree Specification 0.4, chapter 5), read from untrusted bytes.
 *
 * <p>{@link FlattenedDeviceTree} reads the blob, and {@link BoardDescription} takes out of it what
 * a kernel's early boot looks at:
 *
 * <pre>{@code
 * BoardDescription board = BoardDescription.of(FlattenedDeviceTree.read(Path.of("virt.dtb")));
 * board.banks().forEach(System.out::println);
 * }</pre>
 */
@NullMarked
package org.earlymap.format.fdt;

import org.jspecify.annotations.NullMarked;
