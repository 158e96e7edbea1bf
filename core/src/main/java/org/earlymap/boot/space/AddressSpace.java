// SPDX-License-Identifier: Apache-2.0
package org.earlymap.boot.space;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.arch.PhysicalAddressSize;
import org.earlymap.boot.decide.BootException;
import org.earlymap.boot.decide.Decisions;
import org.earlymap.boot.decide.MachineCheck;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.layout.AddressRegion;
import org.earlymap.layout.KaslrPlacement;
import org.earlymap.layout.KvmLimits;
import org.earlymap.layout.LinearMapPlacement;
import org.earlymap.layout.StaticTables;
import org.earlymap.layout.VaLayout;
import org.earlymap.machine.Machine;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * A kernel's whole address space on one machine: what lies where, by name.
 *
 * @param layout the build and the address bits in use
 * @param image the kernel image
 * @param inputs what of the machine and its boot loader matters
 * @param linearMap what memory the linear map holds; empty where no memory is known
 * @param regions the space in address order: regions of depth 0 divide the upper half completely,
 *     deeper ones lie in the one before
 */
public record AddressSpace(
    VaLayout layout,
    Image image,
    Inputs inputs,
    Optional<LinearMapPlacement> linearMap,
    List<AddressRegion> regions) {

  private static final long USUAL_IMAGE_SIZE = 32L << 20;

  /**
   * What is known of the image.
   *
   * @param size {@code _end - _text} in bytes
   * @param assumed whether the size is a guess
   * @param parts its parts in address order; none where they are not known
   */
  public record Image(long size, boolean assumed, List<ImagePart> parts) {
    /** No kernel comes near this size. */
    private static final long GREATEST_SIZE = 2L << 30;

    /**
     * Checks the size.
     *
     * @throws KernelConfigException unless it is between 1 byte and 2 GiB
     */
    public Image {
      if (size <= 0 || size > GREATEST_SIZE) {
        throw new KernelConfigException(
            "the image has "
                + Long.toUnsignedString(size)
                + " bytes from _text to _end, expected 1 to 2G");
      }
      parts = List.copyOf(parts);
    }

    /**
     * The image that {@code symbols} describe.
     *
     * @throws org.earlymap.kernel.parts.MissingSymbolException without {@code _text} or {@code
     *     _end}
     */
    public static Image of(KernelSymbols symbols) {
      long size = symbols.imageSize();
      return new Image(size, false, ImagePart.of(symbols));
    }

    /** An image of usual size, 32 MiB, of which nothing is known. */
    public static Image usual() {
      return new Image(USUAL_IMAGE_SIZE, true, List.of());
    }
  }

  /**
   * What of the machine and its boot loader matters to the address space.
   *
   * @param banks memory; none where it is not known
   * @param textPa the physical address of {@code _text}, where it is known
   * @param kaslr where the image runs
   * @param paRangeBits the CPU's physical address bits, where the CPU is known
   * @param physMaskBits PHYS_MASK_SHIFT in effect
   * @param cappedForNvhe KVM will run at EL2 without VHE
   * @param rodataOff {@code rodata=off} leaves the image writable
   */
  public record Inputs(
      List<Range> banks,
      OptionalLong textPa,
      KaslrPlacement kaslr,
      OptionalInt paRangeBits,
      int physMaskBits,
      boolean cappedForNvhe,
      boolean rodataOff) {
    /** Copies {@code banks}. */
    public Inputs {
      banks = List.copyOf(banks);
    }

    /** Those of a boot whose read-only data is read-only. */
    public Inputs(
        List<Range> banks,
        OptionalLong textPa,
        KaslrPlacement kaslr,
        OptionalInt paRangeBits,
        int physMaskBits,
        boolean cappedForNvhe) {
      this(banks, textPa, kaslr, paRangeBits, physMaskBits, cappedForNvhe, false);
    }
  }

  /** Copies {@code regions}. */
  public AddressSpace {
    regions = ImmutableList.copyOf(regions);
  }

  /**
   * The address space of a kernel on a machine, as its boot decides.
   *
   * @param structPageSize sizeof(struct page) in bytes
   * @throws BootException where the CPU has no pages of the kernel's size
   */
  public static AddressSpace of(
      KernelConfig config, KernelTraits traits, int structPageSize, Image image, Machine machine) {
    MachineCheck.checkGranule(config, machine);
    return of(Decisions.of(config, traits, structPageSize, machine), image, machine);
  }

  /** The address space that {@code decisions}, those of a boot on {@code machine}, lead to. */
  public static AddressSpace of(Decisions decisions, Image image, Machine machine) {
    return of(
        decisions.layout(),
        image,
        new Inputs(
            machine.banks(),
            OptionalLong.of(machine.loadAddress()),
            decisions.kaslr(),
            OptionalInt.of(decisions.features().paBits()),
            decisions.sizes().physMaskBits(),
            decisions.nvheCapsLinearMap(),
            decisions.rodataOff()));
  }

  /**
   * The address space of a layout with what of the machine matters.
   *
   * @throws BootException where the image ends beyond the physical addresses that there can be
   */
  public static AddressSpace of(VaLayout layout, Image image, Inputs inputs) {
    checkLoadAddress(image, inputs);
    Optional<LinearMapPlacement> linearMap = Optional.empty();
    if (!inputs.banks().isEmpty()) {
      linearMap =
          Optional.of(
              LinearMapPlacement.of(
                  layout,
                  new LinearMapPlacement.Inputs(
                      inputs.banks(),
                      inputs.physMaskBits(),
                      inputs.paRangeBits().orElse(inputs.physMaskBits()),
                      inputs.kaslr().linearSeed(),
                      inputs.textPa().orElse(0) + image.size(),
                      inputs.cappedForNvhe())));
    }
    return new AddressSpace(
        layout,
        image,
        inputs,
        linearMap,
        SpaceRegions.of(layout, image, inputs, linearMap, idMapBits(layout, image, inputs)));
  }

  private static void checkLoadAddress(Image image, Inputs inputs) {
    long text = inputs.textPa().orElse(0);
    long top = 1L << PhysicalAddressSize.GREATEST;
    if (Long.compareUnsigned(text, top) >= 0
        || Long.compareUnsigned(text + image.size(), top) > 0) {
      throw new BootException(
          String.format(
              Locale.ROOT,
              "a kernel of 0x%x bytes at %s ends beyond the %d physical address bits that"
                  + " there can be",
              image.size(),
              Hex.of(text),
              PhysicalAddressSize.GREATEST));
    }
  }

  /** Where the image runs. */
  public KaslrPlacement kaslr() {
    return inputs.kaslr();
  }

  /** {@code _end} as linked. */
  public long linkedEnd() {
    return layout.kimageVaddr() + image.size();
  }

  /** The sizes of the static tables; what they take depends on {@link #linkedEnd}. */
  public StaticTables staticTables() {
    return StaticTables.of(layout);
  }

  /**
   * The address bits of the ID map: 48, or in kernels before 6.9 those of the kernel, and as many
   * more as the image's physical address needs.
   */
  public int idMapBits() {
    return idMapBits(layout, image, inputs);
  }

  private static int idMapBits(VaLayout layout, Image image, Inputs inputs) {
    if (layout.traits().has(Trait.C_MAP_KERNEL)) {
      return StaticTables.IDMAP_VA_BITS;
    }
    if (layout.config().vaBits() == 52) {
      return layout.vaBitsActual();
    }
    long end = inputs.textPa().orElse(0) + image.size();
    return Math.max(layout.config().vaBitsMin(), Long.SIZE - Long.numberOfLeadingZeros(end));
  }

  /** How wide KVM's address spaces are, where the CPU is known. */
  public Optional<KvmLimits> kvm() {
    return inputs.paRangeBits().isPresent()
        ? Optional.of(KvmLimits.of(layout, inputs.paRangeBits().getAsInt(), idMapBits()))
        : Optional.empty();
  }
}
