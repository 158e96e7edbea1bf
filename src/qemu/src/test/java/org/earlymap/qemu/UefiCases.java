// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;

/** The boots of {@link UefiAgreementTest}. */
final class UefiCases {
  /**
   * As exact releases, so that figures can be repeated; the newest of a series where one is gone.
   */
  private static final List<String> KERNELS =
      List.of(
          "6.1.0-50-arm64",
          "6.12.117+deb13-arm64",
          "6.12.117+deb13-arm64-16k",
          "6.12.117+deb13-cloud-arm64",
          "6.16.12+deb13-arm64",
          "6.16.12+deb13-arm64-16k",
          "6.17.13+deb13-arm64",
          "6.18.15+deb13-arm64",
          "6.18.15+deb13-arm64-16k",
          "6.19.14+deb13-arm64",
          "7.0.13+deb13-arm64",
          "7.1.13+deb13-arm64",
          "7.1.13+deb13-arm64-16k",
          "7.2.11+deb13-arm64",
          "7.2.11+deb13-arm64-16k",
          "7.3.4+deb13-arm64",
          "7.3.4+deb13-arm64-16k");

  // None that has FEAT_RNG: no other engine comes to the numbers that the emulator's gives.
  private static final List<String> CPUS = List.of("cortex-a72", "neoverse-n1", "cortex-a53");
  private static final List<String> CPUS_16K = List.of("cortex-a76", "neoverse-n1", "neoverse-n2");
  private static final int[] MEBIBYTES = {1024, 2048, 1536, 4096, 8192, 3000, 1024};

  private UefiCases() {}

  /**
   * Every kernel three times: by ACPI and by a device tree, at both levels, with several sizes, in
   * one and in two NUMA nodes, as nothing, the device tree, or the firmware randomises; and two
   * with 64 GiB.
   */
  static List<UefiCase> all() {
    List<UefiCase> cases = new ArrayList<>();
    int number = 0;
    for (String kernel : KERNELS) {
      List<String> cpus = kernel.endsWith("-16k") ? CPUS_16K : CPUS;
      for (int round = 0; round < 3; round++) {
        boolean fixed = round == 0;
        cases.add(
            new UefiCase(
                kernel,
                cpus.get((number + round) % cpus.size()),
                1 + (number + round / 2) % 2,
                MEBIBYTES[number % MEBIBYTES.length],
                (number + round) % 2 == 0,
                number % 3 == 1 ? 2 : 1,
                round == 2,
                fixed ? "nokaslr" : "quiet"));
        number++;
      }
    }
    cases.add(
        new UefiCase("6.12.117+deb13-arm64", "neoverse-n1", 2, 65536, true, 2, false, "quiet"));
    cases.add(
        new UefiCase("7.3.4+deb13-arm64-16k", "neoverse-n2", 1, 65536, true, 1, false, "nokaslr"));
    return cases;
  }

  /** Every fourth of them. */
  static List<UefiCase> some() {
    List<UefiCase> all = all();
    List<UefiCase> some = new ArrayList<>();
    for (int i = 0; i < all.size() - 2; i += 4) {
      some.add(all.get(i));
    }
    return some;
  }
}
