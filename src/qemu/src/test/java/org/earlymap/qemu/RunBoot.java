// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

/**
 * One boot of a stock kernel that both the emulator and the project's own engine run.
 *
 * @param kernel a release, or a series and a flavour, as {@link StockKernel#get} takes them
 * @param cpu the emulator's name of the CPU
 * @param bootEl the exception level at which the kernel is entered
 * @param seed whether the device tree has a seed; without, randomisation is off by the command line
 */
record RunBoot(String kernel, String cpu, int bootEl, boolean seed) {
  private static final long SEED = 0x6c62_272e_07bb_0142L;

  /** What the boot is given. */
  LiveCase inputs() {
    LiveCase inputs = new LiveCase(toString()).cpu(cpu, "").bootEl(bootEl);
    return seed ? inputs.seed(SEED ^ kernel.hashCode()) : inputs.commandLine("nokaslr");
  }

  @Override
  public String toString() {
    return kernel + ", " + cpu + ", EL" + bootEl + (seed ? ", seed" : "");
  }
}
