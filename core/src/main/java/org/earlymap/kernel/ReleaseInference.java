// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.List;
import java.util.Optional;
import org.earlymap.InputCause;
import org.earlymap.config.KernelConfigException;
import org.earlymap.format.kconfig.DotConfig;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.KernelBanner;
import org.earlymap.kernel.parts.KernelParts;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;

/** Finds a kernel's release: given, else the configuration's header, else {@code linux_banner}. */
final class ReleaseInference {
  private ReleaseInference() {}

  static KernelRelease conclude(
      KernelParts parts,
      Optional<DotConfig> configuration,
      KernelHints hints,
      List<Evidence> evidence) {
    if (hints.release().isPresent()) {
      return found(hints.release().get(), Evidence.GIVEN, evidence);
    }
    Optional<KernelRelease> configured =
        configuration.flatMap(DotConfig::release).flatMap(KernelRelease::parse);
    if (configured.isPresent()) {
      return found(configured.get(), "the configuration's header", evidence);
    }
    Optional<KernelRelease> banner =
        KernelBanner.of(parts.symbols(), parts.contents()).flatMap(KernelBanner::release);
    if (banner.isPresent()) {
      return found(banner.get(), "linux_banner", evidence);
    }
    if (hints.profile().flatMap(KernelTraits::ofProfile).isPresent()) {
      KernelRelease base = KernelRelease.parse("6.3.0-rc1").orElseThrow();
      return found(base, "the base of " + KernelTraits.LPA2_SERIES, evidence);
    }
    throw new KernelConfigException(
        "the kernel's release is not known: there is no linux_banner in "
            + parts.source().file()
            + " and no configuration names it",
        InputCause.RELEASE_UNKNOWN);
  }

  private static KernelRelease found(
      KernelRelease release, String source, List<Evidence> evidence) {
    evidence.add(
        new Evidence(
            "release",
            release.text(),
            KernelTraits.remark(release).map(text -> source + "; " + text).orElse(source)));
    return release;
  }
}
