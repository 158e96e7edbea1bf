// SPDX-License-Identifier: Apache-2.0
package org.earlymap.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earlymap.format.Bytes;
import org.earlymap.format.kconfig.EmbeddedConfig;
import org.earlymap.format.kconfig.Kconfig;

/**
 * Opens a kernel's file and finds out what its boot depends on.
 *
 * <p>The configuration is that of {@link KernelHints#config}, else the copy embedded in the kernel,
 * else it is inferred from the image. The release is the one given, else the configuration's, else
 * that of {@code linux_banner}.
 */
public final class KernelLoader {
  private KernelLoader() {}

  /**
   * Reads a kernel.
   *
   * @throws org.earlymap.InputException where the file is no kernel, or something that the boot
   *     depends on is neither in it nor given; the message names what to give
   */
  public static KernelImage load(Path kernel, KernelHints hints) throws IOException {
    KernelParts parts = ElfKernel.read(Bytes.map(kernel));
    List<Evidence> evidence = new ArrayList<>();
    Optional<Kconfig> configuration = configuration(parts, hints, evidence);
    KernelConfig config = ConfigInference.conclude(parts, configuration, hints, evidence);
    KernelRelease release = ReleaseInference.conclude(parts, configuration, hints, evidence);
    KernelTraits traits = TraitInference.conclude(release, hints, evidence);
    return new KernelImage(
        parts.source(),
        config,
        release,
        traits,
        parts.symbols(),
        parts.sections(),
        parts.contents(),
        evidence);
  }

  private static Optional<Kconfig> configuration(
      KernelParts parts, KernelHints hints, List<Evidence> evidence) throws IOException {
    if (hints.config().isPresent()) {
      Path file = hints.config().get();
      evidence.add(new Evidence("configuration", file.toString(), "--config"));
      return Optional.of(Kconfig.read(Bytes.map(file)));
    }
    for (KernelContents.Piece piece : parts.contents().pieces()) {
      Optional<Kconfig> embedded = EmbeddedConfig.find(piece.bytes());
      if (embedded.isPresent()) {
        evidence.add(new Evidence("configuration", "embedded", "IKCFG_ST in the kernel"));
        return embedded;
      }
    }
    evidence.add(
        new Evidence("configuration", "inferred", "no --config, and no IKCFG_ST in the kernel"));
    return Optional.empty();
  }
}
