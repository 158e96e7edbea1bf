// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.config.KernelConfig;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;

/**
 * One kernel build, as its boot needs it.
 *
 * @param source the file that it was read from
 * @param config its configuration, read or inferred
 * @param release its version
 * @param traits what its version changes
 * @param symbols the addresses that the linker gave
 * @param sections the loaded sections; none where the file is a bare image
 * @param contents what the file holds at link addresses
 * @param evidence what was found out, and where from
 */
public record KernelBuild(
    KernelSource source,
    KernelConfig config,
    KernelRelease release,
    KernelTraits traits,
    KernelSymbols symbols,
    List<KernelSection> sections,
    KernelContents contents,
    List<Evidence> evidence) {

  /** Copies the lists. */
  public KernelBuild {
    sections = ImmutableList.copyOf(sections);
    evidence = ImmutableList.copyOf(evidence);
  }

  /** A kernel without sections, contents or evidence, such as a test makes. */
  public static KernelBuild of(
      KernelSource source, KernelConfig config, KernelRelease release, KernelSymbols symbols) {
    return new KernelBuild(
        source,
        config,
        release,
        KernelTraits.of(release),
        symbols,
        List.of(),
        KernelContents.none(),
        List.of());
  }

  /** The name of the file that it was read from. */
  public String file() {
    return source.file();
  }

  /**
   * The SHA-256 of that file, 64 hexadecimal digits. It is computed on each call and reads all of
   * the file.
   */
  public String sha256() {
    return source.sha256();
  }

  /** The same kernel with other traits. */
  public KernelBuild withTraits(KernelTraits other) {
    return new KernelBuild(source, config, release, other, symbols, sections, contents, evidence);
  }
}
