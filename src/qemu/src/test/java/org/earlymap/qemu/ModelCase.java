// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One boot of a stock kernel that builds are compared with.
 *
 * @param kernel a release, as {@link StockKernel#get} takes it
 * @param name which boot it is
 * @param inputs what it is given
 * @param configured whether the build is given the kernel's configuration, where there is one
 */
record ModelCase(String kernel, String name, LiveCase inputs, boolean configured) {
  private static final String LIVE = "live: ";
  private static final int MOST_RUN = 1024;
  private static final Pattern RELEASE = Pattern.compile("([0-9.]+(?:-[0-9]+)?)[^-]*-(.*)");
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

  /** Kernels that the model does not have: their builds are the run's. */
  private static final List<String> BEFORE_THE_MODEL = List.of("5.10.0-32-arm64", "6.1.0-56-arm64");

  private static final List<String> CPUS_BEFORE =
      List.of("neoverse-n1", "cortex-a76", "cortex-a72", "cortex-a53");
  private static final List<String> FLAVOURS = List.of("arm64", "arm64-16k", "cloud-arm64");
  private static final List<String> CPUS =
      List.of("max", "neoverse-n1", "cortex-a72", "cortex-a53");

  /** Those with a granule of 16K. */
  private static final List<String> CPUS_16K = List.of("max", "neoverse-n1");

  /** Whether the model computes the tables of a kernel. */
  static boolean isOfTheModel(String kernel) {
    return !BEFORE_THE_MODEL.contains(kernel);
  }

  /** Every kernel on every CPU that can run it, at EL1 and EL2, with and without a seed. */
  static List<ModelCase> matrix() {
    List<ModelCase> cases = new ArrayList<>();
    for (String series : SERIES) {
      for (String flavour : FLAVOURS) {
        addKernel(cases, series + "+deb13-" + flavour);
      }
    }
    addKernel(cases, "6.12.117+deb13-rt-arm64");
    for (String kernel : BEFORE_THE_MODEL) {
      addKernel(cases, kernel);
    }
    return cases;
  }

  private static void addKernel(List<ModelCase> cases, String kernel) {
    for (String cpu : cpus(kernel)) {
      for (int el = 1; el <= 2; el++) {
        for (boolean seeded : new boolean[] {false, true}) {
          String name = cpu + ", EL" + el + (seeded ? ", seed" : "");
          LiveCase inputs =
              new LiveCase(name).cpu(cpu, cpu.equals("max") ? "qemu-max" : cpu).bootEl(el);
          inputs = seeded ? inputs.seed(SEED ^ kernel.hashCode()) : inputs.commandLine("nokaslr");
          boolean configured = (el == 1) == seeded || BEFORE_THE_MODEL.contains(kernel);
          cases.add(new ModelCase(kernel, name, inputs, configured));
        }
      }
    }
  }

  private static List<String> cpus(String kernel) {
    if (BEFORE_THE_MODEL.contains(kernel)) {
      return CPUS_BEFORE;
    }
    return kernel.endsWith("-16k") ? CPUS_16K : CPUS;
  }

  /** The boots of the test of 6.12, and boots of random inputs, on another kernel. */
  static List<ModelCase> live(String kernel, long firstRandom, int randomBoots) {
    List<ModelCase> cases = new ArrayList<>();
    for (LiveCase inputs : LiveCases.all()) {
      cases.add(new ModelCase(kernel, LIVE + inputs.name(), inputs, true));
    }
    for (LiveCase inputs : RandomLiveCases.of(firstRandom, randomBoots)) {
      cases.add(new ModelCase(kernel, inputs.name(), inputs, true));
    }
    return cases;
  }

  /**
   * Which engines build it. The run of tens of GiB takes long, and an early console writes to a
   * device, which a run does not have: those are the model's.
   */
  List<String> engines() {
    if (BEFORE_THE_MODEL.contains(kernel)) {
      return List.of(ModelBoot.RUN);
    }
    boolean isModels =
        inputs.memoryMebibytes() > MOST_RUN || inputs.commandLine().contains("earlycon");
    return isModels ? List.of(ModelBoot.MODEL) : List.of(ModelBoot.MODEL, ModelBoot.RUN);
  }

  /** Whether it is taken where half of the boots are enough: one with a seed at either level. */
  boolean isOfHalf() {
    boolean seeded = name.endsWith(", seed");
    boolean isOfMatrix = name.startsWith(inputs.cpu() + ", EL");
    return !isOfMatrix || (inputs.bootEl() == 1) == (seeded == (kernel.hashCode() % 2 == 0));
  }

  /** Its place in the table: release, flavour and CPU, or what kind of boots of many. */
  String row() {
    Matcher parts = RELEASE.matcher(kernel);
    String flavour = parts.matches() ? parts.group(2) : "";
    String release = parts.matches() ? parts.group(1) : kernel;
    String kind =
        name.startsWith(LIVE)
            ? "those of `LiveKernelTest`"
            : name.startsWith("random ") ? "random inputs" : inputs.cpu();
    return release + " | " + flavour + " | " + kind;
  }

  @Override
  public String toString() {
    return kernel + ", " + name;
  }
}
