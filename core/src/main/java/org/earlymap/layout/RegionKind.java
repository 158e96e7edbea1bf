// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import java.util.Arrays;
import java.util.Optional;

/** What a range of the address space is for; names are those of {@code kernel_page_tables}. */
public enum RegionKind {
  ID_MAP("ID map"),
  LINEAR_MAP("Linear Mapping"),
  KASAN_SHADOW("Kasan shadow"),
  MODULES("Modules"),
  VMALLOC("vmalloc() area"),
  KERNEL_IMAGE("kernel image"),
  VMEMMAP("vmemmap"),
  PCI_IO("PCI I/O"),
  FIXMAP("Fixmap"),
  GUARD_HOLE("guard hole");

  private final String title;

  RegionKind(String title) {
    this.title = title;
  }

  /** The kind of a title. */
  public static Optional<RegionKind> titled(String title) {
    return Arrays.stream(values()).filter(kind -> kind.title.equals(title)).findFirst();
  }

  /** The name of such a region where it has no other. */
  public String title() {
    return title;
  }
}
