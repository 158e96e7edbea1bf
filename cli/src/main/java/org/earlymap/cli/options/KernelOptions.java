// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.kernel.KernelHints;
import org.earlymap.run.TraitsByRun;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which kernel: its file, and what is said about it. */
public final class KernelOptions {
  @Parameters(
      index = "0",
      paramLabel = "KERNEL",
      description = "The kernel: a vmlinux, or an image such as /boot/vmlinuz.")
  private Path kernel = Path.of("");

  @Mixin private KernelHintOptions given = new KernelHintOptions();

  /** The kernel's file as it was given. */
  public Path kernel() {
    return kernel;
  }

  /**
   * Reads the kernel.
   *
   * @throws org.earlymap.InputException where it is none, or something about it is missing
   */
  public KernelBuild load() throws IOException {
    return TraitsByRun.load(kernel, hints());
  }

  /** Reads the kernel, with a configuration that counts where no option names one. */
  KernelBuild load(Optional<Path> config) throws IOException {
    return TraitsByRun.load(kernel, given.hints(config));
  }

  /** What the options say about the kernel. */
  public KernelHints hints() {
    return given.hints();
  }
}
