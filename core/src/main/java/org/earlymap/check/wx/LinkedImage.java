// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.wx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.VaHalf;
import org.earlymap.boot.decide.BootEnvironment;
import org.earlymap.boot.decide.ImagePlacement;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.boot.space.ImagePart;
import org.earlymap.check.CheckedKernel;
import org.earlymap.check.MappedRange;
import org.earlymap.kernel.parts.KernelSection;
import org.earlymap.layout.Fixmap;
import org.earlymap.layout.VaLayout;

/** The kernel's image in the memory of one boot: what of it lies at a physical address. */
final class LinkedImage {
  private final CheckedKernel kernel;
  private final VaLayout layout;
  private final ImagePlacement placement;
  private final boolean rodataOff;

  LinkedImage(CheckedKernel kernel, BootEnvironment environment) {
    this.kernel = kernel;
    this.layout = environment.decisions().layout();
    this.placement = environment.image();
    this.rodataOff = environment.decisions().rodataOff();
  }

  /** The kernel. */
  CheckedKernel kernel() {
    return kernel;
  }

  /** Whether the boot is asked not to protect the image. */
  boolean rodataOff() {
    return rodataOff;
  }

  /** The image's physical memory. */
  Range memory() {
    return new Range(placement.loadAddress(), placement.end());
  }

  /** Where the image is mapped to run. */
  Range running() {
    return new Range(placement.va("_text"), placement.va("_end"));
  }

  /** The physical memory of a range of link addresses. */
  Range memoryOf(Range linked) {
    return new Range(placement.paOf(linked.start()), placement.paOf(linked.end()));
  }

  /** The physical memory between two symbols, which must exist. */
  Range memoryOf(String start, String end) {
    return memoryOf(kernel.range(start, end));
  }

  /** The link address of what lies at a physical address; empty outside the image. */
  OptionalLong linkAddress(long pa) {
    return memory().contains(pa)
        ? OptionalLong.of(pa - placement.loadAddress() + kernel.at("_text"))
        : OptionalLong.empty();
  }

  /** What {@code range} maps, in words: sections of the image, or a part of the address space. */
  String place(MappedRange range) {
    Optional<Range> inside = range.memory().intersection(memory());
    if (inside.isEmpty()) {
      return region(range);
    }
    List<String> names = new ArrayList<>();
    if (kernel.sections().isEmpty()) {
      for (ImagePart part : AddressSpace.Image.of(kernel.symbols()).parts()) {
        long start = kernel.at("_text");
        add(names, part.name(), new Range(start + part.start(), start + part.end()), inside.get());
      }
    } else {
      for (KernelSection section : kernel.sections()) {
        add(names, section.name(), new Range(section.address(), section.end()), inside.get());
      }
    }
    if (names.isEmpty()) {
      return "the image, between its sections";
    }
    String first = names.get(0);
    return names.size() == 1 ? first : first + " to " + names.get(names.size() - 1);
  }

  private void add(List<String> names, String name, Range linked, Range wanted) {
    if (memoryOf(linked).intersection(wanted).isPresent()) {
      names.add(name);
    }
  }

  private String region(MappedRange range) {
    long va = range.va().start();
    if (range.root().half() == VaHalf.LOWER) {
      return "ID map";
    }
    if (new Range(layout.linearStart(), layout.pageEnd()).contains(va)) {
      return "linear map";
    }
    if (new Range(Fixmap.of(layout).totalStart(), layout.fixaddrTop()).contains(va)) {
      return "fixmap";
    }
    if (new Range(layout.modulesVaddr(), layout.modulesEnd()).contains(va)) {
      return "modules";
    }
    if (new Range(layout.vmallocStart(), layout.vmallocEnd()).contains(va)) {
      return "vmalloc";
    }
    return layout.kasanShadow().isPresent() ? "KASAN shadow" : "unnamed addresses";
  }
}
