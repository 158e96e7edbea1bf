// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;

/**
 * One boot of a stock kernel that the model is compared with.
 *
 * @param kernel a release, as {@link StockKernel#get} takes it
 * @param name which boot it is
 * @param inputs what it is given
 * @param configured whether the build is given the kernel's configuration, where there is one
 */
record ModelCase(String kernel, String name, LiveCase inputs, boolean configured) {
  private static final long SEED = 0x1f83_d9ab_fb41_bd6bL;
  private static final List<String> SERIES =
      List.of(
          "6.12.117",
          "6.16.12",
          "6.17.13",
          "6.18.15",
          "6.19.14",
          "7.0.13",
          "7.1.13",
          "7.2.11",
          "7.3.4");
  private static final List<String> FLAVOURS = List.of("arm64", "arm64-16k", "cloud-arm64");
  private static final List<String> CPUS =
      List.of("max", "neoverse-n1", "cortex-a72", "cortex-a53");

  /** Those with a granule of 16K. */
  private static final List<String> CPUS_16K = List.of("max", "neoverse-n1");

  /** Every kernel on every CPU that can run it, at EL1 and EL2, with and without a seed. */
  static List<ModelCase> matrix() {
    List<ModelCase> cases = new ArrayList<>();
    for (String series : SERIES) {
      for (String flavour : FLAVOURS) {
        addKernel(cases, series + "+deb13-" + flavour);
      }
    }
    addKernel(cases, "6.12.117+deb13-rt-arm64");
    return cases;
  }

  private static void addKernel(List<ModelCase> cases, String kernel) {
    for (String cpu : kernel.endsWith("-16k") ? CPUS_16K : CPUS) {
      for (int el = 1; el <= 2; el++) {
        for (boolean seeded : new boolean[] {false, true}) {
          String name = cpu + ", EL" + el + (seeded ? ", seed" : "");
          LiveCase inputs =
              new LiveCase(name).cpu(cpu, cpu.equals("max") ? "qemu-max" : cpu).bootEl(el);
          inputs = seeded ? inputs.seed(SEED ^ kernel.hashCode()) : inputs.commandLine("nokaslr");
          cases.add(new ModelCase(kernel, name, inputs, (el == 1) == seeded));
        }
      }
    }
  }

  /** The boots of the test of 6.12, on another kernel. */
  static List<ModelCase> live(String kernel) {
    return LiveCases.all().stream()
        .map(inputs -> new ModelCase(kernel, "live: " + inputs.name(), inputs, true))
        .toList();
  }

  /** Its place in the table: the CPU, or all of the live boots. */
  String row() {
    return kernel + " | " + (name.startsWith("live: ") ? "live boots" : inputs.cpu());
  }

  @Override
  public String toString() {
    return kernel + ", " + name;
  }
}
