// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.arch.Granule;
import org.earlymap.cli.options.AddressConverter;
import org.earlymap.cli.options.GranuleConverter;
import org.earlymap.cli.options.SizeConverter;
import org.earlymap.tlb.FlushAlgorithm;
import org.earlymap.tlb.FlushRange;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiInstruction;
import org.earlymap.tlb.TlbiRangeException;
import org.earlymap.tlb.TlbiRequest;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import picocli.CommandLine.Option;

/** How ranges are invalidated: by which kernel, on which CPU, in which address space. */
public final class TlbiOptions {
  @Option(
      names = "--page-size",
      paramLabel = "SIZE",
      converter = GranuleConverter.class,
      defaultValue = "4K",
      description = "The page size: 4K (default), 16K or 64K.")
  private Granule pageSize = Granule.SIZE_4K;

  @Option(
      names = "--stride",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "What one entry translates, such as 2M; a page by default.")
  private Optional<Long> stride = Optional.empty();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "The lookup level of the leaf entries, -1 to 3, as a hint; unknown by default.")
  private String level = "unknown";

  @Option(
      names = "--asid",
      paramLabel = "ASID",
      converter = AddressConverter.class,
      description = "The address space identifier, 16 bits.")
  private Optional<Long> asid = Optional.empty();

  @Option(names = "--last-level", description = "Leaf entries only: vale1is for vae1is, and so on.")
  private boolean lastLevel;

  @Option(
      names = "--kernel-range",
      description = "Kernel addresses, whatever the ASID (flush_tlb_kernel_range: vaale1is).")
  private boolean kernelRange;

  @Option(
      names = "--stage2",
      description = "Intermediate physical addresses of a guest (ipas2e1is).")
  private boolean stage2;

  @Option(names = "--range", description = "The CPU has range operations (FEAT_TLBIRANGE).")
  private boolean range;

  @Option(names = "--ttl", description = "The CPU takes level hints (FEAT_TTL).")
  private boolean ttl;

  @Option(names = "--lpa2", description = "The kernel runs with TCR.DS = 1 (FEAT_LPA2).")
  private boolean lpa2;

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      description =
          "The kernel whose algorithm splits the range; that of --to, or 6.12, by default.")
  private Optional<String> release = Optional.empty();

  @Option(
      names = "--pre-6.8",
      description = "The algorithm before 6.8, which did not know LPA2; same as --release 6.7.")
  private boolean before68;

  /** The page size. */
  public Granule granule() {
    return pageSize;
  }

  /** The entries that hold {@code [start, start + size)}. */
  public FlushRange covering(long start, long size) {
    return FlushRange.covering(pageSize, start, size, stride.orElse(pageSize.bytes()));
  }

  /**
   * A request over a range.
   *
   * @throws TlbiRangeException where the options contradict each other
   */
  public TlbiRequest request(FlushRange flushed) {
    return new TlbiRequest(instruction(), flushed, asid(), levelHint(), cpu());
  }

  /** The address space identifier; 0 where none is given. */
  public int asid() {
    long given = asid.orElse(0L);
    if (Long.compareUnsigned(given, 0xffff) > 0) {
      throw new TlbiRangeException(
          "--asid: found 0x" + Long.toHexString(given) + ", an ASID has 16 bits");
    }
    return (int) given;
  }

  /** What the CPU has. */
  public TlbiCpu cpu() {
    if (lpa2 && pageSize == Granule.SIZE_64K) {
      throw new TlbiRangeException("--lpa2: FEAT_LPA2 is for 4K and 16K pages, not 64K");
    }
    return new TlbiCpu(range, ttl, lpa2);
  }

  /** How the kernel splits ranges. */
  public FlushAlgorithm algorithm() {
    return chosenAlgorithm()
        .orElseGet(() -> FlushAlgorithm.of(KernelTraits.of(KernelRelease.assumed())));
  }

  /** How the kernel that the options name splits ranges. */
  public Optional<FlushAlgorithm> chosenAlgorithm() {
    Optional<String> named = before68 ? Optional.of("6.7") : release;
    return named.map(
        text ->
            FlushAlgorithm.of(
                KernelTraits.of(
                    KernelRelease.parse(text)
                        .orElseThrow(
                            () ->
                                new TlbiRangeException(
                                    "--release: '"
                                        + text
                                        + "' is no release, expected one such as 6.12")))));
  }

  private TlbiInstruction instruction() {
    if (kernelRange && stage2) {
      throw new TlbiRangeException("--kernel-range and --stage2 exclude each other");
    }
    if (stage2) {
      return lastLevel ? TlbiInstruction.IPAS2LE1IS : TlbiInstruction.IPAS2E1IS;
    }
    if (kernelRange) {
      return TlbiInstruction.VAALE1IS;
    }
    return lastLevel ? TlbiInstruction.VALE1IS : TlbiInstruction.VAE1IS;
  }

  private OptionalInt levelHint() {
    return switch (level.toLowerCase(Locale.ROOT)) {
      case "unknown" -> OptionalInt.empty();
      case "-1" -> OptionalInt.of(-1);
      case "0", "1", "2", "3" -> OptionalInt.of(level.charAt(0) - '0');
      default ->
          throw new TlbiRangeException(
              "--level: found '" + level + "', expected -1, 0, 1, 2, 3 or unknown");
    };
  }
}
