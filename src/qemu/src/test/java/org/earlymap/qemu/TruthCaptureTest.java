// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the script {@code capture-kernel} starts: one capture, whose arguments {@code
 * -Dearlymap.capture} holds with bars between them. Without it there is nothing to capture.
 */
@Tag("kernels")
@RequiresTool({"qemu-system-aarch64", "dtc", "aarch64-linux-gnu-gcc"})
class TruthCaptureTest {
  static Stream<List<String>> captures() {
    String told = System.getProperty("earlymap.capture", "");
    return told.isEmpty() ? Stream.empty() : Stream.of(List.of(told.split("\\|", -1)));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("captures")
  void captures(List<String> arguments) throws Exception {
    TruthCapture.main(arguments.toArray(new String[0]));
    assertThat(Files.size(Path.of(arguments.get(arguments.size() - 1)))).isPositive();
  }
}
