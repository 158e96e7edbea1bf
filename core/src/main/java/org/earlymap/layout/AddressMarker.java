// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.version.Trait;

/**
 * Where a part of the address space begins or ends, as {@code kernel_page_tables} names it ({@code
 * ptdump_init}).
 *
 * @param start the first virtual address after the mark
 * @param name what is printed
 */
public record AddressMarker(long start, String name) {

  /** The marks of a kernel's address space, in ascending order. */
  public static List<AddressMarker> of(VaLayout layout) {
    Fixmap fixmap = Fixmap.of(layout);
    List<AddressMarker> markers = new ArrayList<>();
    boolean whole = layout.traits().has(Trait.FIXED_VMEMMAP_END);
    // Before 6.9 the walk starts at the build's PAGE_OFFSET, whatever the CPU can translate.
    long start = whole ? layout.linearStart() : layout.pageOffset();
    markers.add(new AddressMarker(start, "Linear Mapping start"));
    markers.add(new AddressMarker(layout.pageEnd(), "Linear Mapping end"));
    layout
        .kasanShadow()
        .ifPresent(
            shadow -> {
              long shadowStart = shadow.start(layout.vaBitsActual());
              markers.add(new AddressMarker(shadowStart, "Kasan shadow start"));
              markers.add(new AddressMarker(shadow.end(), "Kasan shadow end"));
            });
    markers.add(new AddressMarker(layout.modulesVaddr(), "Modules start"));
    markers.add(new AddressMarker(layout.modulesEnd(), "Modules end"));
    markers.add(new AddressMarker(layout.vmallocStart(), "vmalloc() area"));
    markers.add(new AddressMarker(layout.vmallocEnd(), "vmalloc() end"));
    markers.add(new AddressMarker(layout.vmemmapUsableStart(), "vmemmap start"));
    markers.add(new AddressMarker(layout.vmemmapEnd(), "vmemmap end"));
    markers.add(new AddressMarker(layout.pciIoStart(), "PCI I/O start"));
    markers.add(new AddressMarker(layout.pciIoEnd(), "PCI I/O end"));
    markers.add(new AddressMarker(whole ? fixmap.totalStart() : fixmap.start(), "Fixmap start"));
    markers.add(new AddressMarker(layout.fixaddrTop(), "Fixmap end"));
    markers.sort((a, b) -> Long.compareUnsigned(a.start, b.start));
    return List.copyOf(markers);
  }
}
