// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that hold for the project's Java files as written. */
final class SourceFilesTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final int LONGEST = 500;
  private static final int MEDIAN = 100;
  private static final long MOST_FILES = 26;

  @ParameterizedTest
  @ValueSource(strings = {"core/src", "cli/src", "samples/src", "src/qemu", "src/bench"})
  void noFileIsLong(String folder) {
    assertThat(javaFiles(folder))
        .allSatisfy(file -> assertThat(lines(file)).as(file.toString()).hasSizeLessThan(LONGEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"core/src/main", "cli/src/main"})
  void mostFilesAreShort(String folder) {
    List<Integer> sizes =
        javaFiles(folder).stream().map(file -> lines(file).size()).sorted().toList();
    assertThat(sizes.get(sizes.size() / 2)).as("median of " + sizes).isLessThan(MEDIAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core/src/main", "cli/src/main"})
  void noPackageHoldsTooMuch(String folder) {
    Map<Path, Long> sizes =
        javaFiles(folder).stream()
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    assertThat(sizes).allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(MOST_FILES));
  }

  @Test
  void everyPackageIsNullMarked() {
    for (Path file : javaFiles("core/src/main/java/org")) {
      Path description = file.resolveSibling("package-info.java");
      assertThat(description).exists();
      assertThat(lines(description)).contains("@NullMarked");
    }
  }

  /** The options of linkers are facts of the kernels that they link; those of cli are cli's. */
  @Test
  void theLibraryNamesNoOption() {
    Pattern literal =
        Pattern.compile("\"[^\"]*(?<![\\w-])--(?!emit-relocs|no-undefined)[a-z][^\"]*\"");
    for (Path file : javaFiles("core/src/main")) {
      assertThat(lines(file)).as(file.toString()).noneMatch(literal.asPredicate());
    }
  }

  /** {@link Hex} and {@link Sizes} are the one place each. */
  @ParameterizedTest
  @ValueSource(strings = {"core/src/main", "cli/src/main"})
  void addressesHaveOneForm(String folder) {
    for (Path file : javaFiles(folder)) {
      boolean home = file.endsWith("org/earlymap/Hex.java");
      assertThat(lines(file))
          .as(file.toString())
          .noneMatch(line -> line.contains("%016x"))
          .noneMatch(line -> !home && line.contains("repeat(16"));
    }
  }

  /** Section numbers are those of one issue, which {@code arch} names. */
  @Test
  void theArchitectureManualIsNamedOnce() {
    List<Path> naming =
        javaFiles("core/src/main").stream()
            .filter(file -> String.join(" ", lines(file)).contains("DDI 0487"))
            .toList();
    assertThat(naming).hasSize(1);
    assertThat(naming.get(0).toString()).endsWith("arch/package-info.java");
  }

  @Test
  void nothingIsLeftToDo() {
    assertThat(javaFiles("."))
        .allSatisfy(
            file ->
                assertThat(String.join("\n", lines(file)))
                    .as(file.toString())
                    .doesNotContain("TO" + "DO", "FIX" + "ME", "X" + "XX"));
  }

  private static List<Path> javaFiles(String folder) {
    Path root = PROJECT.resolve(folder).normalize();
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> found = files.filter(SourceFilesTest::isOwnSource).sorted().toList();
      assertThat(found).as("Java files in " + root).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOwnSource(Path file) {
    return file.toString().endsWith(".java") && !file.toString().contains("/target/");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
