// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs of ours that do what only a system does, run by the emulator and by the project's own
 * CPU to the same end: all of memory, in which they write a log, and all registers.
 */
@RequiresTool({
  "qemu-system-aarch64",
  "aarch64-linux-gnu-gcc",
  "aarch64-linux-gnu-objcopy",
  "aarch64-linux-gnu-nm"
})
class SystemProgramTest {
  private static final String SYSTEM = "system-program";

  @TempDir Path folder;

  /** Exceptions, accesses of every kind, address translation, EL2. */
  static Stream<SystemProgram> programs() {
    return Stream.of(
        SystemProgram.of(SYSTEM, "max", 1),
        SystemProgram.of(SYSTEM, "cortex-a72", 1),
        SystemProgram.of(SYSTEM, "neoverse-n1", 1),
        SystemProgram.of(SYSTEM, "max", 1, "SCTLR_BITS=1<<19"),
        SystemProgram.of(SYSTEM, "max", 1, "SCTLR_BITS=1<<1"),
        SystemProgram.of(SYSTEM, "max", 1, "PAN"),
        SystemProgram.of(SYSTEM, "neoverse-n1", 1, "PAN", "SCTLR_BITS=1<<23"),
        SystemProgram.of(SYSTEM, "max", 1, "BIG_ENDIAN"),
        SystemProgram.of(SYSTEM, "cortex-a72", 1, "BIG_ENDIAN", "SCTLR_BITS=1<<19"),
        SystemProgram.of(SYSTEM, "max", 1, "TCR_BITS=1<<39"),
        SystemProgram.of(SYSTEM, "max", 1, "TCR_BITS=3<<39"),
        SystemProgram.of(SYSTEM, "max", 1, "TCR_BITS=3<<41"),
        SystemProgram.of(SYSTEM, "max", 1, "TCR_BITS=3<<37"),
        SystemProgram.of(SYSTEM, "max", 1, "TCR_BITS=1<<23"),
        SystemProgram.of(SYSTEM, "max", 1, "FIVE_LEVELS"),
        SystemProgram.of(SYSTEM, "max", 1, "FIVE_LEVELS", "TCR_BITS=3<<39"),
        SystemProgram.of(SYSTEM, "max", 2, "VHE"),
        SystemProgram.of(SYSTEM, "neoverse-n1", 2, "VHE", "PAN"),
        SystemProgram.of(SYSTEM, "max", 2, "EL2_FIRST"),
        SystemProgram.of(SYSTEM, "cortex-a72", 2, "EL2_FIRST"));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void leavesTheSameMemoryAndRegisters(SystemProgram program) throws Exception {
    program.runBoth(folder);
  }
}
