// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.util.Optional;
import org.earlymap.arch.Granule;
import org.earlymap.config.Kasan;
import org.earlymap.cpu.CpuModel;

/**
 * One combination: a configuration or a kernel, on a CPU.
 *
 * @param index its place in the matrix, from 0
 * @param configuration what the kernel would be, where it is no file
 * @param kernel the kernel, where it is a file
 * @param cpu the CPU
 * @param structPageSize sizeof(struct page)
 * @param commandLine the kernel's command line
 */
record SweepPoint(
    long index,
    Optional<Configuration> configuration,
    Optional<SweepKernel> kernel,
    CpuModel cpu,
    int structPageSize,
    String commandLine) {

  /**
   * What a kernel would be.
   *
   * @param granule page size
   * @param vaBits CONFIG_ARM64_VA_BITS
   * @param kasan which sanitizer
   * @param release its release or profile
   */
  record Configuration(Granule granule, int vaBits, Kasan kasan, SweepRelease release) {}
}
