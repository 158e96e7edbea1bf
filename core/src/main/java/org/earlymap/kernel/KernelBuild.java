// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.config.KernelConfig;
import org.earlymap.kernel.parts.Evidence;
import org.earlymap.kernel.parts.KernelContents;
import org.earlymap.kernel.parts.KernelSection;
import org.earlymap.kernel.parts.KernelSource;
import org.earlymap.kernel.parts.KernelSymbols;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import org.earlymap.version.Trait;

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

  /**
   * Reads a kernel: a linked {@code vmlinux}, or an image such as {@code /boot/vmlinuz}, packed or
   * not. What a kernel does not say of itself, {@link KernelHints} do.
   *
   * @throws org.earlymap.InputException where it is none, or something about it is missing
   */
  public static KernelBuild load(Path file) throws IOException {
    return KernelLoader.load(file, KernelHints.none());
  }

  /**
   * Reads a kernel of which more is known than its file says.
   *
   * @throws org.earlymap.InputException where it is none, or something about it is missing
   */
  public static KernelBuild load(Path file, KernelHints hints) throws IOException {
    return KernelLoader.load(file, hints);
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

  /** The same kernel with what {@code clues} show of its traits, and with the clues as evidence. */
  public KernelBuild withClues(List<TraitClue> clues) {
    List<Evidence> all = new ArrayList<>(evidence);
    KernelTraits shown = TraitInference.withClues(traits, release, clues, all);
    return new KernelBuild(source, config, release, shown, symbols, sections, contents, all);
  }

  /**
   * Whether {@code trait} matters to the kernel, and only its release says if it has it: nothing in
   * its file shows it, and nobody gave it, alone or in a whole set.
   */
  public boolean isTakenFromRelease(Trait trait) {
    return TraitClue.matters(trait, config, symbols)
        && evidence.stream().noneMatch(TraitInference::isGivenSet)
        && evidence.stream().noneMatch(one -> one.item().equals(trait.label()));
  }
}
