// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The teaching programs print what stands in their {@code .output} files. */
final class SamplesTest {
  private static final Path KERNEL = Path.of("kernel/vmlinux-4k-52");

  /** One of the programs. */
  private interface Program {
    void show(Path kernel, PrintStream out) throws IOException;
  }

  @Test
  void buildTables() throws IOException {
    compare("Sample01BuildTables", Sample01BuildTables::show);
  }

  @Test
  void readDescriptors() throws IOException {
    compare("Sample02ReadDescriptors", Sample02ReadDescriptors::show);
  }

  private static void compare(String name, Program program) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      program.show(KERNEL, out);
    }
    Path golden = Path.of("src/test/resources/" + name + ".output");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(Files.readString(golden));
  }
}
