// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.earlymap.config.KernelConfig;
import org.earlymap.format.Bytes;
import org.earlymap.format.kconfig.DotConfig;
import org.earlymap.kernel.parts.AddressWidths;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.KernelBanner;
import org.earlymap.kernel.parts.KernelParts;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.version.KernelRelease;

/**
 * Compares what the parts of a kernel, and what is given beside it, say of the same thing. Where
 * they differ, something belongs to another kernel, and what would be computed is of none.
 */
final class SourceAgreement {
  private static final int MOST_NAMED = 3;

  private final String kernel;
  private final boolean forced;
  private final List<Evidence> evidence;

  SourceAgreement(String kernel, boolean forced, List<Evidence> evidence) {
    this.kernel = kernel;
    this.forced = forced;
    this.evidence = evidence;
  }

  /**
   * The release of a configuration is that of the banner, unless the banner's was given by hand:
   * then a neighbour's configuration is meant.
   */
  void release(
      KernelParts parts, DotConfig configuration, String source, Optional<KernelRelease> given) {
    Optional<KernelRelease> banner =
        KernelBanner.of(parts.symbols(), parts.contents()).flatMap(KernelBanner::release);
    Optional<KernelRelease> header = configuration.release().flatMap(KernelRelease::parse);
    if (banner.isEmpty() || header.isEmpty() || header.get().isSameAs(banner.get())) {
      return;
    }
    if (given.isPresent() && given.get().isSameAs(banner.get())) {
      evidence.add(
          new Evidence("configuration", "of " + header.get(), source + ", a neighbour's, as said"));
      return;
    }
    differ(
        "release",
        source + " is of Linux " + header.get(),
        kernel + " says that it is " + banner.get() + " (linux_banner)");
  }

  /** A release that is given is that of the banner, or its series. */
  void release(KernelParts parts, KernelRelease given) {
    Optional<KernelRelease> banner =
        KernelBanner.of(parts.symbols(), parts.contents()).flatMap(KernelBanner::release);
    boolean isSeries = banner.isPresent() && banner.get().text().startsWith(given.text() + ".");
    if (banner.isPresent() && !isSeries && !given.isSameAs(banner.get())) {
      differ(
          "release",
          "Linux " + given + " is given",
          kernel + " says that it is " + banner.get() + " (linux_banner)");
    }
  }

  /** The configuration inside the kernel is the one that is given. */
  void embedded(Map<String, String> given, String source, Map<String, String> embedded) {
    Map<String, String> both = new TreeMap<>();
    int count = 0;
    for (Map.Entry<String, String> option : embedded.entrySet()) {
      String other = given.getOrDefault(option.getKey(), "n");
      if (!other.equals(option.getValue())) {
        count++;
        if (both.size() < MOST_NAMED) {
          both.put(
              "CONFIG_" + option.getKey(),
              other + " in the former, " + option.getValue() + " in the latter");
        }
      }
    }
    if (count > 0) {
      differ(
          "configuration",
          source,
          "the configuration in "
              + kernel
              + " differ in "
              + count
              + (count == 1 ? " option: " : " options: ")
              + both
              + (count > MOST_NAMED ? " and more" : ""));
    }
  }

  /** A number that is given for what a configuration says too. */
  void number(String option, OptionalInt given, Optional<String> configured, String source) {
    if (given.isPresent()
        && configured.isPresent()
        && !configured.get().equals(Integer.toString(given.getAsInt()))) {
      differ(
          "CONFIG_" + option,
          "CONFIG_" + option + "=" + given.getAsInt() + " is given",
          source + " has " + configured.get());
    }
  }

  /** A kernel is linked where its VA_BITS want it. */
  void linkAddress(KernelParts parts, KernelConfig config) {
    OptionalLong text = parts.symbols().find("_text");
    OptionalInt least =
        text.isEmpty() ? OptionalInt.empty() : AddressWidths.leastBits(text.getAsLong());
    if (least.isPresent() && least.getAsInt() != config.vaBitsMin()) {
      differ(
          "_text",
          "a kernel of "
              + config.vaBits()
              + " VA bits, as configured, is linked for "
              + config.vaBitsMin(),
          kernel
              + " has _text at 0x"
              + Long.toHexString(text.getAsLong())
              + ", for "
              + least.getAsInt());
    }
  }

  /** The symbols of a map are of this image: its size, and the banner where the map has it. */
  void systemMap(KernelParts parts, String map) {
    KernelSymbols symbols = parts.symbols();
    OptionalLong size = parts.imageSize();
    OptionalLong text = symbols.find("_text");
    OptionalLong end = symbols.find("_end");
    if (size.isPresent() && text.isPresent() && end.isPresent()) {
      long mapped = end.getAsLong() - text.getAsLong();
      if (mapped != size.getAsLong()) {
        differ(
            "symbols",
            map + " has 0x" + Long.toHexString(mapped) + " bytes from _text to _end",
            "the image header of " + kernel + " 0x" + Long.toHexString(size.getAsLong()));
        return;
      }
    }
    OptionalLong banner = symbols.find("linux_banner");
    Optional<Bytes> there =
        banner.isPresent() ? parts.contents().from(banner.getAsLong()) : Optional.empty();
    if (banner.isPresent()
        && !parts.contents().pieces().isEmpty()
        && KernelBanner.of(symbols, parts.contents()).isEmpty()) {
      differ(
          "symbols",
          map + " has linux_banner at 0x" + Long.toHexString(banner.getAsLong()),
          kernel + (there.isEmpty() ? " has nothing there" : " has no 'Linux version ' there"));
    }
  }

  private void differ(String item, String one, String other) {
    if (!forced) {
      throw new ContradictionException(one + ", " + other + ": they are not of the same kernel");
    }
    evidence.add(new Evidence(item, "contradicted", one + ", " + other));
  }
}
