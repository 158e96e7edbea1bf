// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.config.KernelConfigException;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

/**
 * What the user says about a kernel beside naming its file. It wins over what the file says.
 *
 * @param config its {@code .config} file
 * @param systemMap its {@code System.map}
 * @param release its version
 * @param vaBits CONFIG_ARM64_VA_BITS
 * @param paBits CONFIG_ARM64_PA_BITS
 * @param profile a named set of traits: {@link KernelTraits#LPA2_SERIES} or a release
 * @param switches single traits, set on top
 * @param forced whether what is given counts even where the kernel contradicts it
 */
public record KernelHints(
    Optional<Path> config,
    Optional<Path> systemMap,
    Optional<KernelRelease> release,
    OptionalInt vaBits,
    OptionalInt paBits,
    Optional<String> profile,
    Map<Trait, Boolean> switches,
    boolean forced) {

  /** Copies the switches. */
  public KernelHints {
    switches = Maps.immutableEnumMap(switches);
  }

  /** Nothing is said. */
  public static KernelHints none() {
    return new KernelHints(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Map.of(),
        false);
  }

  /**
   * The traits of a kernel of {@code release}: the release's or the profile's, and the switches.
   *
   * @throws KernelConfigException where the profile is not known
   */
  public KernelTraits traits(KernelRelease release) {
    return TraitInference.conclude(release, this, new ArrayList<>());
  }

  /** These hints with a configuration file. */
  public KernelHints withConfig(Path file) {
    return new KernelHints(
        Optional.of(file), systemMap, release, vaBits, paBits, profile, switches, forced);
  }

  /** These hints with a {@code System.map}. */
  public KernelHints withSystemMap(Path file) {
    return new KernelHints(
        config, Optional.of(file), release, vaBits, paBits, profile, switches, forced);
  }

  /** These hints with a version. */
  public KernelHints withRelease(KernelRelease given) {
    return new KernelHints(
        config, systemMap, Optional.of(given), vaBits, paBits, profile, switches, forced);
  }

  /** These hints with a named set of traits. */
  public KernelHints withProfile(String given) {
    return new KernelHints(
        config, systemMap, release, vaBits, paBits, Optional.of(given), switches, forced);
  }

  /** These hints with address widths. */
  public KernelHints withBits(OptionalInt va, OptionalInt pa) {
    return new KernelHints(config, systemMap, release, va, pa, profile, switches, forced);
  }

  /** These hints, counting even where the kernel contradicts them. */
  public KernelHints force() {
    return new KernelHints(config, systemMap, release, vaBits, paBits, profile, switches, true);
  }
}
