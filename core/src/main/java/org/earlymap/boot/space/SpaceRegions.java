// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.space;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.Rights;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.FixmapRegions;
import org.earlymap.layout.KasanShadow;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.RegionKind;
import org.earlymap.layout.VaLayout;

/** Names every range of an address space. */
final class SpaceRegions {
  private final VaLayout layout;
  private final AddressSpace.Image image;
  private final AddressSpace.Inputs inputs;
  private final KaslrPlacement kaslr;
  private final List<AddressRegion> regions = new ArrayList<>();

  private SpaceRegions(VaLayout layout, AddressSpace.Image image, AddressSpace.Inputs inputs) {
    this.layout = layout;
    this.image = image;
    this.inputs = inputs;
    this.kaslr = inputs.kaslr();
  }

  static List<AddressRegion> of(
      VaLayout layout,
      AddressSpace.Image image,
      AddressSpace.Inputs inputs,
      Optional<LinearMapPlacement> linearMap,
      int idMapBits) {
    SpaceRegions space = new SpaceRegions(layout, image, inputs);
    space.addTop(idMapBits);
    List<AddressRegion> holes = space.holes();
    space.regions.addAll(holes);
    space.addKernelImage();
    space.addShadows();
    linearMap.ifPresent(space::addMemory);
    space.regions.addAll(FixmapRegions.of(layout));
    space.regions.sort(
        Comparator.comparing(AddressRegion::start, Long::compareUnsigned)
            .thenComparing(AddressRegion::depth)
            .thenComparing(region -> region.end() - 1, Long::compareUnsigned));
    return space.regions;
  }

  private void addTop(int idMapBits) {
    add(RegionKind.ID_MAP, 0, 1L << idMapBits, idMapBits + " bits, TTBR0 while the kernel boots");
    add(RegionKind.LINEAR_MAP, layout.linearStart(), layout.pageEnd(), linearNote());
    layout
        .kasanShadow()
        .ifPresent(
            shadow ->
                add(
                    RegionKind.KASAN_SHADOW,
                    layout.pageEnd(),
                    shadow.end(),
                    "1 byte for " + (1 << shadow.scaleShift())));
    add(RegionKind.MODULES, layout.modulesVaddr(), layout.modulesEnd(), "");
    add(RegionKind.VMALLOC, layout.vmallocStart(), layout.vmallocEnd(), "");
    add(
        RegionKind.VMEMMAP,
        layout.vmemmapUsableStart(),
        layout.vmemmapEnd(),
        "struct page has " + layout.structPageSize() + " bytes");
    add(RegionKind.PCI_IO, layout.pciIoStart(), layout.pciIoEnd(), "");
    regions.add(FixmapRegions.whole(layout));
    if (layout.vmemmapUsableStart() != layout.vmemmapStart()) {
      regions.add(
          new AddressRegion(
              "vmemmap given back",
              RegionKind.VMEMMAP,
              1,
              layout.vmemmapStart(),
              Math.min(layout.vmemmapUsableStart(), layout.vmallocEnd()),
              "describes memory that only " + layout.config().vaBits() + " bits reach"));
    }
  }

  private String linearNote() {
    return layout.vaBitsActual() == layout.config().vaBits()
        ? ""
        : String.format(
            "PAGE_OFFSET is %s; %d bits are in use",
            Hex.of(layout.pageOffset()), layout.vaBitsActual());
  }

  /** The gaps between the regions so far, and from the last to the top of the space. */
  private List<AddressRegion> holes() {
    List<AddressRegion> top = new ArrayList<>();
    for (AddressRegion region : regions) {
      if (region.depth() == 0 && region.kind() != RegionKind.ID_MAP) {
        top.add(region);
      }
    }
    top.sort(Comparator.comparing(AddressRegion::start, Long::compareUnsigned));
    List<AddressRegion> holes = new ArrayList<>();
    for (int i = 0; i < top.size(); i++) {
      long start = top.get(i).end();
      long end = i + 1 < top.size() ? top.get(i + 1).start() : 0;
      if (start != end) {
        String name = RegionKind.GUARD_HOLE.title();
        holes.add(new AddressRegion(name, RegionKind.GUARD_HOLE, 0, start, end, ""));
      }
    }
    return holes;
  }

  private void addKernelImage() {
    long text = layout.kimageVaddr() + kaslr.offset();
    regions.add(
        new AddressRegion(
            RegionKind.KERNEL_IMAGE.title(),
            RegionKind.KERNEL_IMAGE,
            1,
            text,
            text + image.size(),
            imageNote()));
    for (ImagePart part : image.parts()) {
      regions.add(
          new AddressRegion(
              part.name(),
              RegionKind.KERNEL_IMAGE,
              2,
              text + part.start(),
              text + part.end(),
              "",
              inputs.rodataOff() ? OptionalInt.empty() : part.rights(layout.traits())));
    }
    if (inputs.textPa().isPresent()) {
      long pa = inputs.textPa().getAsLong();
      regions.add(
          new AddressRegion(
              "kernel image, VA = PA", RegionKind.KERNEL_IMAGE, 1, pa, pa + image.size(), ""));
    }
  }

  private String imageNote() {
    String note = image.assumed() ? "size assumed" : "";
    if (kaslr.offset() != 0) {
      note =
          String.format("KASLR offset 0x%x", kaslr.offset()) + (note.isEmpty() ? "" : ", " + note);
    }
    return note;
  }

  /** What each of the other regions has its shadow in. */
  private void addShadows() {
    if (layout.kasanShadow().isEmpty()) {
      return;
    }
    KasanShadow shadow = layout.kasanShadow().get();
    for (AddressRegion region : List.copyOf(regions)) {
      boolean shown = region.depth() == 0 && region.kind() != RegionKind.ID_MAP;
      if (shown && region.kind() != RegionKind.GUARD_HOLE) {
        regions.add(
            new AddressRegion(
                "shadow of " + region.name(),
                RegionKind.KASAN_SHADOW,
                1,
                shadow.shadowOf(region.start()),
                shadow.shadowOf(region.end() - 1) + 1,
                ""));
      }
    }
  }

  private void addMemory(LinearMapPlacement linearMap) {
    for (Range bank : linearMap.banks()) {
      String note = String.format("physical 0x%x to 0x%x", bank.start(), bank.end());
      long memstart = linearMap.memstartAddr();
      long lastPage = (bank.end() - 1) & -layout.config().granule().bytes();
      long pages = layout.pageStruct(bank.start(), memstart);
      long pagesEnd = layout.pageStruct(lastPage, memstart) + layout.structPageSize();
      boolean described = Long.compareUnsigned(pages, pagesEnd) < 0;
      addOfMemory(
          "memory",
          RegionKind.LINEAR_MAP,
          linearMap.linearVa(bank.start()),
          linearMap.linearVa(bank.end() - 1) + 1,
          described ? note : note + "; its struct pages do not fit into the address space",
          OptionalInt.of(Rights.EL1_READ | Rights.EL1_WRITE));
      addOfMemory(
          "struct page of memory", RegionKind.VMEMMAP, pages, pagesEnd, note, OptionalInt.empty());
      addImageAlias(linearMap, bank);
    }
  }

  /** A bank may be larger than the addresses that are left for it: then there is no such region. */
  private void addOfMemory(
      String name, RegionKind kind, long start, long end, String note, OptionalInt rights) {
    if (Long.compareUnsigned(start, end) < 0) {
      regions.add(new AddressRegion(name, kind, 1, start, end, note, rights));
    }
  }

  private void addImageAlias(LinearMapPlacement linearMap, Range bank) {
    if (inputs.textPa().isPresent() && bank.contains(inputs.textPa().getAsLong())) {
      long alias = linearMap.linearVa(inputs.textPa().getAsLong());
      regions.add(
          new AddressRegion(
              "alias of the kernel image",
              RegionKind.KERNEL_IMAGE,
              2,
              alias,
              alias + image.size(),
              ""));
    }
  }

  private void add(RegionKind kind, long start, long end, String note) {
    regions.add(new AddressRegion(kind.title(), kind, 0, start, end, note));
  }
}
