// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code check} on every stock kernel, with its configuration where there is one: no error, no
 * warning, and no note that the page on {@code check} does not explain.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock"})
class StockCheckTest {
  private static final Path PAGE = Path.of("../docs/check.md");
  private static final Pattern SUBJECT = Pattern.compile("`([^`]+)`");
  private static final Map<String, Long> NOTES = new TreeMap<>();

  @TempDir Path folder;

  static List<String> kernels() {
    List<String> kernels = new ArrayList<>();
    for (ModelCase boot : ModelCase.matrix()) {
      if (!kernels.contains(boot.kernel())) {
        kernels.add(boot.kernel());
      }
    }
    return kernels;
  }

  @AfterAll
  static void report() {
    System.out.println("notes: " + NOTES);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void nothingIsFoundThatIsNotExplained(String release) throws Exception {
    Optional<StockKernel> kernel = StockKernel.get(release, folder);
    assumeThat(kernel).as(release + " cannot be had any more").isPresent();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String image = kernel.orElseThrow().image().toString();
    int code =
        Earlymap.run(
            new PrintWriter(out), new PrintWriter(err), "check", image, "--format", "json");
    assertThat(code).as("%s%n%s", out, err).isZero();
    Pattern explained = explained();
    JsonNode report = JsonMapper.shared().readTree(out.toString()).get("kernels").get(0);
    long notes = 0;
    for (JsonNode finding : report.get("findings")) {
      String message = finding.get("message").asString();
      assertThat(finding.get("severity").asString()).as(message).isEqualTo("note");
      assertThat(finding.get("rule").asString()).as(message).isEqualTo("EM-REL-025");
      assertThat(finding.get("subject").asString()).as(message).matches(explained);
      notes++;
    }
    NOTES.put(release, notes);
  }

  /** A page that explained everything would explain nothing. */
  @Test
  void thePageDoesNotExplainWhatIsNotThere() throws Exception {
    assertThat("swapper_pg_dir").doesNotMatch(explained());
    assertThat("exynos850_cmu_driver").matches(explained());
  }

  /** The subjects in the first column of the page's table, in which a star stands for letters. */
  private static Pattern explained() throws Exception {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("### What `EM-REL-025` names"));
    List<String> subjects = new ArrayList<>();
    for (String line : section.substring(0, section.indexOf("\n## ")).lines().toList()) {
      if (line.startsWith("| `")) {
        Matcher code = SUBJECT.matcher(line.substring(0, line.indexOf('|', 1)));
        while (code.find()) {
          subjects.add(Pattern.quote(code.group(1)).replace("*", "\\E.*\\Q"));
        }
      }
    }
    return Pattern.compile(String.join("|", subjects));
  }
}
