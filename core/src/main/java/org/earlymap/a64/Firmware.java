// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/**
 * What the firmware answers to the calls of PSCI and SMCCC (Arm DEN0022 and DEN0028), with one CPU
 * and nothing to switch: as QEMU's virt board does.
 */
final class Firmware {
  private static final long NOT_SUPPORTED = -1;
  private static final long INVALID_PARAMETERS = -2;
  private static final long ALREADY_ON = -4;
  private static final long VERSION_1_1 = 0x1_0001;
  private static final long NO_MIGRATION = 2;

  private static final int PSCI_VERSION = 0x8400_0000;
  private static final int CPU_OFF = 0x8400_0002;
  private static final int CPU_ON_32 = 0x8400_0003;
  private static final int CPU_ON_64 = 0xc400_0003;
  private static final int AFFINITY_INFO_32 = 0x8400_0004;
  private static final int AFFINITY_INFO_64 = 0xc400_0004;
  private static final int MIGRATE_INFO_TYPE = 0x8400_0006;
  private static final int SYSTEM_OFF = 0x8400_0008;
  private static final int SYSTEM_RESET = 0x8400_0009;
  private static final int FEATURES = 0x8400_000a;

  private final Cpu cpu;

  Firmware(Cpu cpu) {
    this.cpu = cpu;
  }

  /** Answers the call that X0 to X3 make, in X0. */
  void call() {
    long[] x = cpu.state.x;
    int function = (int) x[0];
    x[0] =
        switch (function) {
          case PSCI_VERSION -> VERSION_1_1;
          case MIGRATE_INFO_TYPE -> NO_MIGRATION;
          case AFFINITY_INFO_32, AFFINITY_INFO_64 -> isThisCpu(x[1]) ? 0 : INVALID_PARAMETERS;
          case CPU_ON_32, CPU_ON_64 -> isThisCpu(x[1]) ? ALREADY_ON : INVALID_PARAMETERS;
          case FEATURES -> isKnown((int) x[1]) ? 0 : NOT_SUPPORTED;
          case CPU_OFF, SYSTEM_OFF, SYSTEM_RESET ->
              throw cpu.stopping(new Stop.PowerDown(cpu.state.pc, function & 0xffff_ffffL));
          default -> NOT_SUPPORTED;
        };
  }

  private boolean isThisCpu(long affinity) {
    return (affinity & 0xff_00ff_ffffL) == (cpu.profile.get("MPIDR_EL1") & 0xff_00ff_ffffL);
  }

  private static boolean isKnown(int function) {
    return switch (function) {
      case PSCI_VERSION,
          MIGRATE_INFO_TYPE,
          AFFINITY_INFO_32,
          AFFINITY_INFO_64,
          CPU_ON_32,
          CPU_ON_64,
          CPU_OFF,
          SYSTEM_OFF,
          SYSTEM_RESET,
          FEATURES ->
          true;
      default -> false;
    };
  }
}
