// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.format.Bytes;
import org.earlymap.format.kconfig.Kconfig;

/** Finds a kernel's release: given, else the configuration's header, else {@code linux_banner}. */
final class ReleaseInference {
  private static final String BANNER = "Linux version ";
  private static final String DEBIAN = " Debian ";
  private static final int LONGEST_BANNER = 1024;

  private ReleaseInference() {}

  static KernelRelease conclude(
      KernelParts parts,
      Optional<Kconfig> configuration,
      KernelHints hints,
      List<Evidence> evidence) {
    if (hints.release().isPresent()) {
      return found(hints.release().get(), "--release", evidence);
    }
    Optional<KernelRelease> configured =
        configuration.flatMap(Kconfig::release).flatMap(KernelRelease::parse);
    if (configured.isPresent()) {
      return found(configured.get(), "the configuration's header", evidence);
    }
    Optional<KernelRelease> banner = banner(parts).flatMap(ReleaseInference::ofBanner);
    if (banner.isPresent()) {
      return found(banner.get(), "linux_banner", evidence);
    }
    if (hints.profile().equals(Optional.of(KernelTraits.LPA2_SERIES))) {
      KernelRelease base = KernelRelease.parse("6.3.0-rc1").orElseThrow();
      return found(base, "the base of " + KernelTraits.LPA2_SERIES, evidence);
    }
    throw new KernelConfigException(
        "the kernel's release is not known: there is no linux_banner in "
            + parts.source().file()
            + " and no configuration names it; give --release");
  }

  /** The text of {@code linux_banner}. */
  static Optional<String> banner(KernelParts parts) {
    OptionalLong address = parts.symbols().find("linux_banner");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Optional<Bytes> bytes = parts.contents().from(address.getAsLong());
    byte[] start = BANNER.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.isPresent() && bytes.get().matches(0, start)
        ? Optional.of(bytes.get().text(0, LONGEST_BANNER, "linux_banner"))
        : Optional.empty();
  }

  /**
   * The release of a banner. Debian's banners name a release without the stable update until 6.1;
   * the version of the package has it.
   */
  static Optional<KernelRelease> ofBanner(String banner) {
    int debian = banner.indexOf(DEBIAN);
    if (debian >= 0) {
      Optional<KernelRelease> version =
          KernelRelease.parse(firstWord(banner.substring(debian + DEBIAN.length())));
      if (version.isPresent()) {
        return version;
      }
    }
    return KernelRelease.parse(firstWord(banner.substring(BANNER.length())));
  }

  private static String firstWord(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text.strip() : text.substring(0, space);
  }

  private static KernelRelease found(
      KernelRelease release, String source, List<Evidence> evidence) {
    evidence.add(new Evidence("release", release.text(), source));
    return release;
  }
}
