// SPDX-License-Identifier: Apache-2.0
package org.earlymap.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.earlymap.api.Boot;
import org.earlymap.boot.decide.Stage;
import org.earlymap.build.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The teaching programs print what stands in their {@code .output} files. */
final class SamplesTest {
  private static final Path KERNEL = Path.of("kernel/vmlinux-4k-52");

  @TempDir Path folder = Path.of("");

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

  @Test
  void frontDoor() throws IOException {
    Path tables = folder.resolve("tables");
    compare("Sample03FrontDoor", (kernel, out) -> Sample03FrontDoor.show(kernel, tables, out));
    assertThat(Build.readVerified(tables).manifest().stage()).contains(Stage.PAGING_INIT);
  }

  @Test
  void compareKernels() throws IOException {
    Path other = Path.of("kernel/booting/vmlinux-booting");
    compare(
        "Sample04CompareKernels", (kernel, out) -> Sample04CompareKernels.show(kernel, other, out));
  }

  @Test
  void theGuideShowsTheFrontDoorAndWhatItPrints() throws IOException {
    String guide = Files.readString(Path.of("../src/docs/library.md"));
    Path source = Path.of("src/main/java/org/earlymap/samples/Sample03FrontDoor.java");
    String program = Files.readString(source).replaceAll("(?m)^ +", "");
    List<String> blocks =
        Pattern.compile("```(?:java)?\\n(.*?)```", Pattern.DOTALL)
            .matcher(guide)
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(program).contains(blocks.get(0).replaceAll("(?m)^ +", ""));
    Path golden = Path.of("src/test/resources/Sample03FrontDoor.output");
    assertThat(blocks.get(1)).isEqualTo(Files.readString(golden));
  }

  /** The samples are compiled and run in a module, to which most of the library is open. */
  @Test
  void samplesSeeOnlyWhatIsExported() {
    Module samples = Sample03FrontDoor.class.getModule();
    Module core = Boot.class.getModule();
    assertThat(samples.getName()).isEqualTo("org.earlymap.samples");
    assertThat(core.getName()).isEqualTo("org.earlymap.core");
    assertThat(core.isExported("org.earlymap.api", samples)).isTrue();
    assertThat(core.getPackages()).contains("org.earlymap.boot.memblock");
    assertThat(core.isExported("org.earlymap.boot.memblock", samples)).isFalse();
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
