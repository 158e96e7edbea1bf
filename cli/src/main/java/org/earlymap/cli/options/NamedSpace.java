// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import org.earlymap.boot.space.AddressSpace;
import org.earlymap.compare.NamedLayout;
import org.earlymap.layout.LayoutConstants;

/**
 * An address space and what it is the address space of.
 *
 * @param title in one line, which kernel and which CPU
 * @param space the address space
 */
public record NamedSpace(String title, AddressSpace space) {
  /** The same as a document. */
  public NamedLayout layout() {
    return new NamedLayout(title, space.regions(), LayoutConstants.of(space.layout()));
  }
}
