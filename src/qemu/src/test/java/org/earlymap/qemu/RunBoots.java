// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;

/**
 * The boots of {@link RunAgreementTest}: kernels, CPUs, exception levels, with and without seed.
 */
final class RunBoots {
  /**
   * As exact releases, so that figures can be repeated; the newest of a series where one is gone.
   */
  private static final List<String> KERNELS =
      List.of(
          "5.10.0-32-arm64",
          "6.1.0-50-arm64",
          "6.12.117+deb13-arm64",
          "6.12.117+deb13-arm64-16k",
          "6.12.117+deb13-cloud-arm64",
          "6.12.117+deb13-rt-arm64",
          "6.16.12+deb13-arm64",
          "6.16.12+deb13-arm64-16k",
          "6.17.13+deb13-arm64",
          "6.17.13+deb13-arm64-16k",
          "6.18.15+deb13-arm64",
          "6.18.15+deb13-arm64-16k",
          "6.19.14+deb13-arm64",
          "6.19.14+deb13-arm64-16k",
          "7.0.13+deb13-arm64",
          "7.0.13+deb13-arm64-16k",
          "7.1.13+deb13-arm64",
          "7.1.13+deb13-arm64-16k",
          "7.2.11+deb13-arm64",
          "7.2.11+deb13-arm64-16k",
          "7.3.4+deb13-arm64",
          "7.3.4+deb13-arm64-16k",
          "7.3.4+deb13-cloud-arm64");

  private static final List<String> CPUS =
      List.of("max", "neoverse-n1", "cortex-a72", "cortex-a53");

  /** Those with a granule of 16K. */
  private static final List<String> CPUS_16K =
      List.of("max", "neoverse-n1", "cortex-a76", "neoverse-v1");

  /** 6.1 asks how long vectors are on the way, and 5.10 signs return addresses from the start. */
  private static final List<String> CPUS_6_1 =
      List.of("max", "neoverse-n1", "cortex-a710", "cortex-a53");

  /** 5.10 mixes RNDR into the seed, which rules out those that have it. */
  private static final List<String> CPUS_5_10 =
      List.of("cortex-a76", "neoverse-n1", "cortex-a710", "cortex-a53");

  private RunBoots() {}

  /** Every kernel on every CPU that can run it, at EL1 and EL2, with and without a seed. */
  static List<RunBoot> all() {
    List<RunBoot> boots = new ArrayList<>();
    for (String kernel : KERNELS) {
      for (String cpu : cpus(kernel)) {
        for (int el = 1; el <= 2; el++) {
          boots.add(new RunBoot(kernel, cpu, el, false));
          boots.add(new RunBoot(kernel, cpu, el, true));
        }
      }
    }
    return boots;
  }

  /** Half of them: every kernel on every CPU, at both levels, one with a seed and one without. */
  static List<RunBoot> half() {
    List<RunBoot> boots = new ArrayList<>();
    int number = 0;
    for (String kernel : KERNELS) {
      for (String cpu : cpus(kernel)) {
        boolean first = number % 2 == 0;
        boots.add(new RunBoot(kernel, cpu, 1, first));
        boots.add(new RunBoot(kernel, cpu, 2, !first));
        number++;
      }
      number++;
    }
    return boots;
  }

  /** The CPUs on which a kernel is run, by what it needs. */
  static List<String> cpus(String kernel) {
    if (kernel.startsWith("5.10.")) {
      return CPUS_5_10;
    }
    if (kernel.contains("16k")) {
      return CPUS_16K;
    }
    return kernel.matches("6\\.1[.-].*") ? CPUS_6_1 : CPUS;
  }
}
