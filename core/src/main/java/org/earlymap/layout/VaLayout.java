// SPDX-License-Identifier: Apache-2.0
package org.earlymap.layout;

import java.util.Optional;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * Where a kernel keeps what in its half of the address space, as {@code asm/memory.h} and {@code
 * asm/pgtable.h} compute it. Addresses are virtual, unsigned 64-bit, in bytes; ends are exclusive.
 *
 * <p>The methods carry the names of the kernel's macros. Two of them depend on the CPU too: a build
 * for 52 bits that runs on hardware without them uses less of the linear map and of vmemmap.
 */
public final class VaLayout {
  /** The usual size of {@code struct page}, in bytes. */
  public static final int USUAL_STRUCT_PAGE_SIZE = 64;

  /** SEGMENT_ALIGN: what the image's segments are aligned to, in bytes. */
  public static final long SEGMENT_ALIGN = 64L << 10;

  /** MIN_KIMG_ALIGN: what the image is moved by, in bytes. */
  public static final long MIN_KIMG_ALIGN = 2L << 20;

  /** MAX_FDT_SIZE: the largest device tree, in bytes. */
  public static final long MAX_FDT_SIZE = 2L << 20;

  /** PCI_IO_SIZE, in bytes. */
  public static final long PCI_IO_SIZE = 16L << 20;

  private static final int LEAST_STRUCT_PAGE_SIZE = 32;
  private static final int GREATEST_STRUCT_PAGE_SIZE = 128;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private final KernelConfig config;
  private final KernelTraits traits;
  private final int vaBitsActual;
  private final int structPageSize;
  private final Optional<KasanShadow> kasanShadow;

  private VaLayout(KernelConfig config, KernelTraits traits, int vaBitsActual, int structPageSize) {
    this.config = config;
    this.traits = traits;
    this.vaBitsActual = vaBitsActual;
    this.structPageSize = structPageSize;
    this.kasanShadow =
        config.kasan().hasShadow()
            ? Optional.of(KasanShadow.of(config, traits, modulesVaddr()))
            : Optional.empty();
  }

  /**
   * The layout of one build on one CPU.
   *
   * @param vaBitsActual the address bits in use, {@code vabits_actual}: {@link KernelConfig#vaBits}
   *     or, where the CPU lacks them, {@link KernelConfig#vaBitsMin}
   * @param structPageSize sizeof(struct page) in bytes, 32 to 128, a multiple of 8
   * @throws KernelConfigException where kernels with these traits cannot have such a configuration
   */
  public static VaLayout of(
      KernelConfig config, KernelTraits traits, int vaBitsActual, int structPageSize) {
    if (vaBitsActual != config.vaBits() && vaBitsActual != config.vaBitsMin()) {
      throw new KernelConfigException(
          "a kernel for "
              + config.vaBits()
              + " VA bits runs with "
              + config.vaBits()
              + (config.vaBits() == config.vaBitsMin() ? "" : " or " + config.vaBitsMin())
              + " of them, not with "
              + vaBitsActual);
    }
    if (structPageSize < LEAST_STRUCT_PAGE_SIZE
        || structPageSize > GREATEST_STRUCT_PAGE_SIZE
        || structPageSize % 8 != 0) {
      throw new KernelConfigException(
          "the size of struct page is a multiple of 8 between 32 and 128, not " + structPageSize);
    }
    String pages = config.granule().label() + " pages";
    if (config.vaBits() == 52 && config.granule() != Granule.SIZE_64K && !traits.has(Trait.LPA2)) {
      throw new KernelConfigException(
          "kernels without LPA2 (before 6.9) have no 52 VA bits with " + pages);
    }
    if (traits.has(Trait.NO_KASAN_16K_48)
        && config.kasan().hasShadow()
        && config.granule() == Granule.SIZE_16K
        && config.vaBits() == 48) {
      throw new KernelConfigException(
          "kernels before 6.9 have no software KASAN with 48 VA bits and " + pages);
    }
    return new VaLayout(config, traits, vaBitsActual, structPageSize);
  }

  /** The layout of one build on one CPU, where {@code struct page} has its usual 64 bytes. */
  public static VaLayout of(KernelConfig config, KernelTraits traits, int vaBitsActual) {
    return of(config, traits, vaBitsActual, USUAL_STRUCT_PAGE_SIZE);
  }

  /** {@code _PAGE_OFFSET(bits)}: the lowest address of a space of that width. */
  public static long pageOffset(int bits) {
    return -1L << bits;
  }

  /** {@code _PAGE_END(bits)}: the middle of a space of that width. */
  public static long pageEnd(int bits) {
    return -1L << (bits - 1);
  }

  /** The build's configuration. */
  public KernelConfig config() {
    return config;
  }

  /** What the build's version decides. */
  public KernelTraits traits() {
    return traits;
  }

  /** {@code vabits_actual}: the address bits in use. */
  public int vaBitsActual() {
    return vaBitsActual;
  }

  /** sizeof(struct page), in bytes. */
  public int structPageSize() {
    return structPageSize;
  }

  /** Software KASAN's shadow, where the configuration has one. */
  public Optional<KasanShadow> kasanShadow() {
    return kasanShadow;
  }

  /** PAGE_OFFSET: where the build's linear map starts, whatever the CPU. */
  public long pageOffset() {
    return pageOffset(config.vaBits());
  }

  /** {@code _PAGE_OFFSET(vabits_actual)}: the lowest address that this CPU translates. */
  public long linearStart() {
    return pageOffset(vaBitsActual);
  }

  /** PAGE_END: where the linear map ends; with software KASAN its shadow starts there. */
  public long pageEnd() {
    return kasanShadow
        .map(shadow -> shadow.start(vaBitsActual))
        .orElse(pageEnd(config.vaBitsMin()));
  }

  /** The size of the linear map that this CPU can use, in bytes. */
  public long linearRegionSize() {
    return pageEnd() - linearStart();
  }

  /** MODULES_VADDR. */
  public long modulesVaddr() {
    return pageEnd(config.vaBitsMin());
  }

  /** MODULES_END; what BPF's JIT had of its own before them is counted to the modules. */
  public long modulesEnd() {
    long bpf = traits.has(Trait.BPF_JIT_REGION) ? 128 * MIB : 0;
    return modulesVaddr() + bpf + (traits.has(Trait.MODULES_2G) ? 2 * GIB : 128 * MIB);
  }

  /** KIMAGE_VADDR: where the image is linked to run, {@code _text}. */
  public long kimageVaddr() {
    return modulesEnd();
  }

  /** VMALLOC_START. */
  public long vmallocStart() {
    return modulesEnd();
  }

  /** VMALLOC_END on this CPU. */
  public long vmallocEnd() {
    return traits.has(Trait.FIXED_VMEMMAP_END)
        ? vmemmapUsableStart() - 8 * MIB
        : vmemmapStart() - 256 * MIB;
  }

  /** VMEMMAP_START, whatever the CPU. */
  public long vmemmapStart() {
    return traits.has(Trait.FIXED_VMEMMAP_END)
        ? vmemmapEnd() - vmemmapSize()
        : -1L << (config.vaBits() - vmemmapShift());
  }

  /** VMEMMAP_END. */
  public long vmemmapEnd() {
    return traits.has(Trait.FIXED_VMEMMAP_END) ? -GIB : vmemmapStart() + vmemmapSize();
  }

  /** VMEMMAP_SIZE: room for the {@code struct page} of all of the linear map, in bytes. */
  public long vmemmapSize() {
    long described = pageEnd(config.vaBitsMin()) - pageOffset();
    return traits.has(Trait.VMEMMAP_POWER_OF_TWO)
        ? described >>> vmemmapShift()
        : (described >>> config.granule().shift()) * structPageSize;
  }

  /**
   * The lowest address that vmemmap keeps for itself. From 6.9 on it lies above {@link
   * #vmemmapStart} on a CPU without the build's 52 bits: the part below, which describes memory
   * that this CPU cannot reach, is vmalloc's.
   */
  public long vmemmapUsableStart() {
    if (!traits.has(Trait.FIXED_VMEMMAP_END)) {
      return vmemmapStart();
    }
    return traits.has(Trait.VMEMMAP_POWER_OF_TWO)
        ? vmemmapStart() + ((linearStart() - pageOffset()) >>> vmemmapShift())
        : vmemmapStart()
            + ((linearStart() - pageOffset()) >>> config.granule().shift()) * structPageSize;
  }

  /**
   * Where the {@code struct page} of a physical address lies: {@code vmemmap} plus its page number.
   *
   * @param pa the physical address
   * @param memstartAddr {@code memstart_addr}, which may be negative
   */
  public long pageStruct(long pa, long memstartAddr) {
    int shift = config.granule().shift();
    return vmemmapStart() + ((pa >> shift) - (memstartAddr >> shift)) * structPageSize;
  }

  /** PCI_IO_START. */
  public long pciIoStart() {
    return traits.has(Trait.FIXED_VMEMMAP_END) ? vmemmapEnd() + 8 * MIB : pciIoEnd() - PCI_IO_SIZE;
  }

  /** PCI_IO_END. */
  public long pciIoEnd() {
    return traits.has(Trait.FIXED_VMEMMAP_END)
        ? pciIoStart() + PCI_IO_SIZE
        : vmemmapStart() - 8 * MIB;
  }

  /** FIXADDR_TOP: the address of the fixmap's slot 0, which is a hole. */
  public long fixaddrTop() {
    return traits.has(Trait.FIXED_VMEMMAP_END) ? -8 * MIB : vmemmapStart() - 32 * MIB;
  }

  /** VMEMMAP_SHIFT: log2 of the bytes of memory per byte of vmemmap, sizes rounded up. */
  private int vmemmapShift() {
    int order = Integer.SIZE - Integer.numberOfLeadingZeros(structPageSize - 1);
    return config.granule().shift() - order;
  }
}
