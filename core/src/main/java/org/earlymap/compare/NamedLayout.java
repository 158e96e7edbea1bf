// SPDX-License-Identifier: Apache-2.0
package org.earlymap.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earlymap.layout.AddressRegion;

/**
 * An address space as a document: computed, or read back from one.
 *
 * @param title what it is the layout of
 * @param regions in address order
 * @param constants the kernel's own names and their values, in a fixed order
 */
public record NamedLayout(String title, List<AddressRegion> regions, Map<String, Long> constants) {
  /** Copies the collections, keeping their order. */
  public NamedLayout {
    regions = List.copyOf(regions);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }
}
