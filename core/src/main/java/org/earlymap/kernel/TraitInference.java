// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.config.KernelConfig;
import org.earlymap.config.KernelConfigException;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.KernelParts;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * Decides a kernel's traits: those of a named profile, else its release's, corrected by what the
 * image shows; then what was set by hand.
 */
final class TraitInference {
  /** The item under which a whole set of traits is evidence. */
  private static final String SET = "traits";

  private TraitInference() {}

  /** Whether {@code evidence} is a set of traits that the caller gave. */
  static boolean isGivenSet(Evidence evidence) {
    return evidence.item().equals(SET) && evidence.source().equals(Evidence.GIVEN);
  }

  static KernelTraits conclude(
      KernelParts parts,
      KernelConfig config,
      KernelRelease release,
      KernelHints hints,
      List<Evidence> evidence) {
    KernelTraits traits =
        hints.profile().isPresent()
            ? ofProfile(hints.profile().get(), evidence)
            : ofImage(parts, config, release, evidence);
    return withSwitches(traits, hints, evidence);
  }

  /** The traits without an image: the profile's, else the release's, and what was set by hand. */
  static KernelTraits conclude(KernelRelease release, KernelHints hints, List<Evidence> evidence) {
    KernelTraits traits =
        hints.profile().isPresent()
            ? ofProfile(hints.profile().get(), evidence)
            : KernelTraits.of(release);
    return withSwitches(traits, hints, evidence);
  }

  private static KernelTraits withSwitches(
      KernelTraits base, KernelHints hints, List<Evidence> evidence) {
    KernelTraits traits = base;
    for (Map.Entry<Trait, Boolean> entry : hints.switches().entrySet()) {
      traits = traits.with(entry.getKey(), entry.getValue());
      evidence.add(of(entry.getKey(), entry.getValue(), Evidence.GIVEN));
    }
    return traits;
  }

  private static KernelTraits ofImage(
      KernelParts parts, KernelConfig config, KernelRelease release, List<Evidence> evidence) {
    evidence.add(new Evidence(SET, release.text(), "the release"));
    KernelTraits byRelease = KernelTraits.of(release);
    return withClues(byRelease, release, TraitClues.of(parts, config, byRelease), evidence);
  }

  /** {@code before} as {@code clues} have it, each of which becomes evidence. */
  static KernelTraits withClues(
      KernelTraits before, KernelRelease release, List<TraitClue> clues, List<Evidence> evidence) {
    KernelTraits byRelease = KernelTraits.of(release);
    KernelTraits traits = before;
    for (TraitClue clue : clues) {
      boolean agrees = byRelease.has(clue.trait()) == clue.on();
      traits = traits.with(clue.trait(), clue.on());
      evidence.add(
          of(
              clue.trait(),
              clue.on(),
              clue.kind().label()
                  + ": "
                  + clue.source()
                  + (agrees ? "" : "; release " + release.text() + " would have it otherwise")));
    }
    return traits;
  }

  private static KernelTraits ofProfile(String profile, List<Evidence> evidence) {
    evidence.add(Evidence.given(SET, profile));
    Optional<KernelTraits> named = KernelTraits.ofProfile(profile);
    if (named.isPresent()) {
      return named.get();
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
    if (!KernelTraits.isPlausible(other.get())) {
      throw new KernelConfigException(
          "the traits of Linux " + profile + " are not known; known are " + KernelTraits.known());
    }
    return KernelTraits.of(other.get());
  }

  private static Evidence of(Trait trait, boolean on, String source) {
    return new Evidence(trait.label(), on ? "on" : "off", source);
  }
}
