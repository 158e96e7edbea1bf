// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides a kernel's traits: its release's or a named profile's, then what was set by hand. */
final class TraitInference {
  private TraitInference() {}

  static KernelTraits conclude(KernelRelease release, KernelHints hints, List<Evidence> evidence) {
    KernelTraits traits = base(release, hints, evidence);
    for (Map.Entry<Trait, Boolean> entry : hints.switches().entrySet()) {
      traits = traits.with(entry.getKey(), entry.getValue());
      evidence.add(
          new Evidence(entry.getKey().label(), entry.getValue() ? "on" : "off", "--trait"));
    }
    return traits;
  }

  private static KernelTraits base(
      KernelRelease release, KernelHints hints, List<Evidence> evidence) {
    if (hints.profile().isEmpty()) {
      evidence.add(new Evidence("traits", release.text(), "the release"));
      return KernelTraits.of(release);
    }
    String profile = hints.profile().get();
    evidence.add(new Evidence("traits", profile, "--traits"));
    if (profile.equals(KernelTraits.LPA2_SERIES)) {
      return KernelTraits.lpa2Series();
    }
    Optional<KernelRelease> other = KernelRelease.parse(profile);
    if (other.isEmpty()) {
      throw new KernelConfigException(
          "no set of traits is called '"
              + profile
              + "': give "
              + KernelTraits.LPA2_SERIES
              + " or a release such as 6.12.117");
    }
    return KernelTraits.of(other.get());
  }
}
