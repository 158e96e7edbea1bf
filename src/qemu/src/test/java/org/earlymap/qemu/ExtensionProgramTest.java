// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What later architectures added, by programs of ours run by the emulator and by the project's own
 * CPU: codes of pointers by three algorithms, allocation tags, the length of vectors.
 */
@RequiresTool({
  "qemu-system-aarch64",
  "aarch64-linux-gnu-gcc",
  "aarch64-linux-gnu-objcopy",
  "aarch64-linux-gnu-nm"
})
class ExtensionProgramTest {
  private static final String SIGNING = "signing-program";
  private static final String TAGS = "tags-program";
  private static final String VECTORS = "vectors-program";

  @TempDir Path folder;

  static Stream<SystemProgram> programs() {
    return Stream.of(
        SystemProgram.of(SIGNING, "max,pauth-impdef=on", 1),
        SystemProgram.of(SIGNING, "max,pauth-impdef=on", 1, "TCR_BITS=3<<37"),
        SystemProgram.of(SIGNING, "max,pauth-impdef=on", 2, "EL2_FIRST", "TCR_BITS=3<<51|3<<37"),
        SystemProgram.of(SIGNING, "max,pauth-impdef=off", 1, "KEYS_OFF"),
        SystemProgram.of(SIGNING, "cortex-a72", 1),
        SystemProgram.of(TAGS, "max", 1),
        SystemProgram.of(TAGS, "max", 2, "EL2_FIRST"),
        SystemProgram.of(TAGS, "max", 2, "VHE"),
        SystemProgram.of(VECTORS, "max", 1),
        SystemProgram.of(VECTORS, "max", 2, "EL2_FIRST"),
        SystemProgram.of(VECTORS, "max", 2, "VHE"),
        SystemProgram.of(VECTORS, "a64fx", 1),
        SystemProgram.of(VECTORS, "cortex-a72", 2, "EL2_FIRST"));
  }

  /** Of the newer emulator only: QARMA by name, and CPUs that it has and the older one has not. */
  static Stream<SystemProgram> newerPrograms() {
    return Stream.of(
        SystemProgram.of(SIGNING, "max,pauth-qarma5=on", 1, "TCR_BITS=1<<37"),
        SystemProgram.of(SIGNING, "max,pauth-qarma5=on", 2, "VHE"),
        SystemProgram.of(SIGNING, "max,pauth-qarma3=on", 1),
        SystemProgram.of(SIGNING, "max,pauth-qarma3=on", 2, "EL2_FIRST", "TCR_BITS=3<<37"),
        SystemProgram.of(SIGNING, "neoverse-v1", 1, "TCR_BITS=1<<38"),
        SystemProgram.of(SIGNING, "cortex-a710", 1, "TCR_BITS=1<<38"),
        SystemProgram.of(TAGS, "neoverse-n2", 1),
        SystemProgram.of(VECTORS, "neoverse-v1", 1),
        SystemProgram.of(VECTORS, "neoverse-n2", 2, "EL2_FIRST"));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void leavesTheSameMemoryAndRegisters(SystemProgram program) throws Exception {
    program.runBoth(folder);
  }

  @ParameterizedTest
  @MethodSource("newerPrograms")
  @RequiresNewerEmulator
  void leavesTheSameMemoryAndRegistersByTheNewerEmulator(SystemProgram program) throws Exception {
    program.runBoth(folder);
  }
}
