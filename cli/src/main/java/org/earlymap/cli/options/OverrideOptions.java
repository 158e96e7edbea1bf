// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.List;
import java.util.Optional;
import org.earlymap.arch.Granule;
import org.earlymap.config.KernelConfig;
import org.earlymap.cpu.override.OverrideContext;
import org.earlymap.cpu.override.OverrideDialect;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command line, and the kernel that reads it. */
public final class OverrideOptions {
  private static final int WIDEST = 52;

  @Option(
      names = "--cmdline",
      paramLabel = "TEXT",
      description = "The kernel's command line, whose overrides are applied.")
  private String commandLine = "";

  @Option(
      names = "--page-size",
      paramLabel = "SIZE",
      converter = GranuleConverter.class,
      description = "The kernel's page size: 4K (default), 16K or 64K.")
  private Granule pageSize = Granule.SIZE_4K;

  @Option(
      names = "--va-bits",
      paramLabel = "BITS",
      defaultValue = "52",
      description =
          "CONFIG_ARM64_VA_BITS; a kernel of 52 bits with 4K or 16K pages knows LPA2. Default:"
              + " ${DEFAULT-VALUE}.")
  private int vaBits = WIDEST;

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      defaultValue = KernelRelease.ASSUMED,
      description =
          "The kernel's release, which decides what can be overridden. Default: ${DEFAULT-VALUE}.")
  private String release = KernelRelease.ASSUMED;

  @Option(
      names = "--traits",
      paramLabel = "PROFILE",
      description = "A profile instead of a release: lpa2-v3.")
  private Optional<String> profile = Optional.empty();

  @Mixin private final EntryOptions entry = new EntryOptions();

  /** The command line. */
  public String commandLine() {
    return commandLine;
  }

  /** The kernel in words: {@code Linux 6.12.117}, or the profile's name. */
  public String kernel() {
    return profile.isPresent() ? profile.get() : "Linux " + release;
  }

  /**
   * What the parser's filters look at.
   *
   * @throws UnusableOptionException where there is no such kernel
   */
  public OverrideContext context() {
    return context(
        pageSize,
        vaBits == WIDEST && pageSize != Granule.SIZE_64K,
        entry.level(),
        entry.isE2hStuck());
  }

  /** The same kernel version, built and entered in another way. */
  public OverrideContext context(
      Granule granule, boolean lpa2Kernel, int enteredAt, boolean isE2hStuck) {
    if (enteredAt != 1 && enteredAt != 2) {
      throw new UnusableOptionException("--boot-el: found " + enteredAt + ", expected 1 or 2");
    }
    if (!widths().contains(vaBits)) {
      throw new UnusableOptionException(
          "--va-bits: found "
              + vaBits
              + ", expected one of "
              + widths()
              + " with "
              + pageSize.label()
              + " pages");
    }
    return new OverrideContext(
        granule, lpa2Kernel, enteredAt, isE2hStuck, OverrideDialect.of(traits()));
  }

  private List<Integer> widths() {
    return KernelConfig.vaBitsWith(pageSize);
  }

  private KernelTraits traits() {
    if (profile.isPresent()) {
      return KernelTraits.ofProfile(profile.get())
          .orElseThrow(
              () ->
                  new UnusableOptionException(
                      "--traits: found '"
                          + profile.get()
                          + "', expected "
                          + KernelTraits.LPA2_SERIES));
    }
    Optional<KernelRelease> parsed = KernelRelease.parse(release);
    if (parsed.isEmpty()) {
      throw new UnusableOptionException(
          "--release: '" + release + "' is not a release, expected one such as 6.12.117");
    }
    if (!KernelTraits.isPlausible(parsed.get())) {
      throw new UnusableOptionException(
          "--release: Linux " + release + " is not known; known are " + KernelTraits.known());
    }
    KernelTraits traits = KernelTraits.of(parsed.get());
    if (!traits.has(Trait.C_MAP_KERNEL)) {
      throw new UnusableOptionException(
          "--release: Linux "
              + release
              + " reads its overrides by other rules, after it has mapped itself; known is the"
              + " parser since 6.9, and that of --traits lpa2-v3");
    }
    return traits;
  }
}
