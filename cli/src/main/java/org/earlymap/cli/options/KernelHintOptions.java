// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.config.KernelConfigException;
import org.earlymap.kernel.KernelHints;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.Trait;
import picocli.CommandLine.Option;

/** What is said about a kernel beside naming its file. */
public final class KernelHintOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The kernel's configuration, a .config file.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--system-map",
      paramLabel = "FILE",
      description = "The kernel's symbols, a System.map file.")
  private Optional<Path> systemMap = Optional.empty();

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      description = "The kernel's release, such as 6.12.117.")
  private Optional<String> release = Optional.empty();

  @Option(
      names = "--va-bits",
      paramLabel = "BITS",
      description = "CONFIG_ARM64_VA_BITS: 36, 39, 42, 47, 48 or 52.")
  private Optional<Integer> vaBits = Optional.empty();

  @Option(names = "--pa-bits", paramLabel = "BITS", description = "CONFIG_ARM64_PA_BITS: 48 or 52.")
  private Optional<Integer> paBits = Optional.empty();

  @Option(
      names = "--traits",
      paramLabel = "PROFILE",
      description = "The version's traits: lpa2-v3, or those of another release.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--trait",
      paramLabel = "NAME=on|off",
      description = "Set one trait by hand (repeatable), such as pte-dirty=off.")
  private Map<String, String> switches = new LinkedHashMap<>();

  @Option(
      names = "--force",
      description =
          "What is given counts, even where the kernel's file contradicts it; and build tries where"
              + " the disk seems too small.")
  private boolean force;

  /** What the options say about the kernel. */
  public KernelHints hints() {
    return hints(Optional.empty());
  }

  /** The same, with a configuration that counts where no option names one. */
  KernelHints hints(Optional<Path> otherwise) {
    return new KernelHints(
        config.or(() -> otherwise),
        systemMap,
        parsedRelease(),
        optionalInt(vaBits),
        optionalInt(paBits),
        profile,
        parsedSwitches(),
        force);
  }

  /** Where {@code evidence} comes from: the option, where one of these gave it. */
  public static String source(Evidence evidence) {
    if (!evidence.source().equals(Evidence.GIVEN)) {
      return evidence.source();
    }
    return switch (evidence.item()) {
      case "configuration" -> "--config";
      case "symbols" -> "--system-map";
      case "release" -> "--release";
      case "CONFIG_ARM64_VA_BITS" -> "--va-bits";
      case "CONFIG_ARM64_PA_BITS" -> "--pa-bits";
      case "traits" -> "--traits";
      default -> "--trait";
    };
  }

  private Optional<KernelRelease> parsedRelease() {
    if (release.isEmpty()) {
      return Optional.empty();
    }
    Optional<KernelRelease> parsed = KernelRelease.parse(release.get());
    if (parsed.isEmpty()) {
      throw new KernelConfigException(
          "--release: '" + release.get() + "' is not a release, expected one such as 6.12.117");
    }
    return parsed;
  }

  private Map<Trait, Boolean> parsedSwitches() {
    Map<Trait, Boolean> parsed = new EnumMap<>(Trait.class);
    for (Map.Entry<String, String> entry : switches.entrySet()) {
      Trait trait =
          Trait.named(entry.getKey())
              .orElseThrow(
                  () ->
                      new KernelConfigException(
                          "--trait: no trait is called '"
                              + entry.getKey()
                              + "'; there are "
                              + known()));
      parsed.put(trait, isOn(entry.getKey(), entry.getValue()));
    }
    return parsed;
  }

  private static boolean isOn(String name, String value) {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new KernelConfigException(
              "--trait: found " + name + "=" + value + ", expected " + name + "=on or =off");
    };
  }

  private static String known() {
    StringBuilder names = new StringBuilder();
    for (Trait trait : Trait.values()) {
      names.append(names.length() == 0 ? "" : ", ").append(trait.label());
    }
    return names.toString();
  }

  private static OptionalInt optionalInt(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }
}
