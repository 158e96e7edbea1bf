// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.earlymap.arch.Granule;
import org.earlymap.config.Kasan;
import picocli.CommandLine.Option;

/** The parts of a kernel's configuration that shape its address space, as options. */
final class BuildFlags {
  private static final int USUAL_VA_BITS = 48;

  @Option(
      names = "--page-size",
      paramLabel = "SIZE",
      converter = GranuleConverter.class,
      description = "The page size: 4K, 16K or 64K. Default: that of --config, else 4K.")
  private Optional<Granule> pageSize = Optional.empty();

  @Option(
      names = "--kasan",
      paramLabel = "MODE",
      description = "KASAN: none, generic, sw-tags or hw-tags. Default: that of --config, or none.")
  private Optional<String> kasan = Optional.empty();

  /** Whether any of the options was given. */
  boolean given() {
    return pageSize.isPresent() || kasan.isPresent();
  }

  /**
   * A configuration's options with these in their place.
   *
   * @param config a configuration's options; empty where only options say what it is
   * @param vaBits CONFIG_ARM64_VA_BITS, where an option says it
   * @param paBits CONFIG_ARM64_PA_BITS, where an option says it
   */
  Map<String, String> over(
      Map<String, String> config, Optional<Integer> vaBits, Optional<Integer> paBits) {
    Map<String, String> options =
        new LinkedHashMap<>(config.isEmpty() ? UsualConfiguration.OPTIONS : config);
    if (pageSize.isPresent() || config.isEmpty()) {
      for (Granule granule : Granule.values()) {
        options.remove("ARM64_" + granule.label() + "_PAGES");
        options.remove("PAGE_SIZE_" + granule.label() + "B");
      }
      options.put("ARM64_" + pageSize.orElse(Granule.SIZE_4K).label() + "_PAGES", "y");
    }
    if (vaBits.isPresent() || config.isEmpty()) {
      int bits = vaBits.orElse(USUAL_VA_BITS);
      options.put("ARM64_VA_BITS", Integer.toString(bits));
      options.put("ARM64_PA_BITS", bits == 52 ? "52" : "48");
      options.remove("KASAN_SHADOW_OFFSET");
    }
    paBits.ifPresent(bits -> options.put("ARM64_PA_BITS", Integer.toString(bits)));
    kasan.ifPresent(mode -> setKasan(options, mode));
    return options;
  }

  private static void setKasan(Map<String, String> options, String mode) {
    Kasan chosen;
    try {
      chosen = Kasan.valueOf(mode.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException exception) {
      throw new UnusableOptionException(
          "--kasan: found '" + mode + "', expected none, generic, sw-tags or hw-tags");
    }
    options.remove("KASAN_SHADOW_OFFSET");
    for (Kasan other : Kasan.values()) {
      options.remove("KASAN_" + other);
    }
    if (chosen != Kasan.NONE) {
      options.put("KASAN_" + chosen, "y");
    }
  }
}
