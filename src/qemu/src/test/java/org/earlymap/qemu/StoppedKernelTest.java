// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stock kernels that stop by themselves: what is said of them against what they print themselves,
 * which is in their log; kernels older than 6.12 are without the symbols that lead to it.
 */
@Tag("kernels")
@RequiresTool({"apt-get", "dpkg-deb", "flock", "dtc"})
class StoppedKernelTest {
  private static final Pattern FRAME =
      Pattern.compile("^ ([A-Za-z_][\\w.]*\\+0x[0-9a-f]+)/0x[0-9a-f]+.*");
  private static final Pattern WARNING =
      Pattern.compile("^WARNING: .*?([\\w/]+\\.[ch]:\\d+) (?:at )?(\\w+\\+0x[0-9a-f]+)/.*");

  @TempDir static Path shared;

  /** A UART that the board does not have: an external abort, an oops, a panic. */
  @ParameterizedTest
  @ValueSource(strings = {"6.12:arm64", "6.12:arm64-16k", "6.19:arm64", "7.3:arm64"})
  void aDeviceThatIsNotThere(String name) throws Exception {
    JsonNode run =
        run(name, "--cpu", "cortex-a76", "--cmdline", "nokaslr earlycon=pl011,0x9000000");
    assertThat(run.path("panic").path("text").asString())
        .isEqualTo("Attempted to kill the idle task!");
    JsonNode death = run.path("exception");
    assertThat(death.path("says").asString()).isEqualTo("data abort, read, external abort");
    assertThat(death.path("verdict").asString())
        .isEqualTo("pa 0x0000000009000018  EL1 rw- EL0 ---  Device-nGnRE");
    // The kernel's own unwinder passes over the caller of a function without a frame record.
    List<String> said = strings(death.path("callers"));
    List<String> printed = trace(run, "Call trace:", 0);
    assertThat(said.get(0)).isEqualTo(printed.get(0));
    assertThat(said).containsSubsequence(printed);
    assertThat(said.size() - printed.size()).isBetween(0, 1);
  }

  /** Too little memory: the kernel says how much it wanted. */
  @ParameterizedTest
  @ValueSource(strings = {"6.12:arm64"})
  void tooLittleMemory(String name) throws Exception {
    JsonNode run = run(name, "--memory", "0x40000000:40M", "--until", "mm_core_init");
    assertThat(run.path("panic").path("text").asString())
        .matches("\\w+: Failed to allocate \\d+ bytes align=0x[0-9a-f]+.*");
    List<String> said = strings(run.path("callers"));
    List<String> printed = trace(run, "Call trace:", 0);
    assertThat(said.get(0)).isEqualTo("panic");
    // At its entry panic is not yet where it prints the trace.
    int after = 0;
    while (!printed.get(after).startsWith("panic+")) {
      after++;
    }
    assertThat(said.subList(1, said.size())).isEqualTo(printed.subList(after + 1, printed.size()));
  }

  /** A RAM disk below all memory: the kernel warns, and goes on. */
  @ParameterizedTest
  @ValueSource(strings = {"6.12:arm64", "6.12:arm64-16k", "6.19:arm64", "7.3:arm64"})
  void aWarningHasFileAndLine(String name) throws Exception {
    Path source = shared.resolve("initrd.dts");
    Files.writeString(
        source,
        """
        /dts-v1/;
        / { #address-cells = <2>; #size-cells = <2>; compatible = "linux,dummy-virt";
          chosen { bootargs = "nokaslr"; linux,initrd-start = <0x10000000>;
                   linux,initrd-end = <0x10100000>; };
          memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
        };
        """);
    Path tree = shared.resolve("initrd.dtb");
    Tool.run(
        shared,
        Duration.ofMinutes(1),
        List.of("dtc", "-q", "-O", "dtb", "-o", tree.toString(), source.toString()));
    JsonNode run = run(name, "--cpu", "cortex-a76", "--dtb", tree.toString());
    assertThat(run.path("reached").asBoolean()).isTrue();
    JsonNode bug = run.path("bugs").path(0);
    assertThat(bug.path("kind").asString()).isEqualTo("WARN");
    Matcher line = WARNING.matcher("");
    Optional<String> printed =
        strings(run.path("log")).stream().filter(text -> line.reset(text).matches()).findFirst();
    assertThat(printed).isPresent();
    assertThat(line.reset(printed.get()).matches()).isTrue();
    assertThat(bug.path("source").asString()).isEqualTo(line.group(1));
    assertThat(bug.path("callers").path(0).asString()).isEqualTo(line.group(2));
    assertThat(strings(bug.path("callers"))).isEqualTo(trace(run, "Call trace:", 0));
  }

  private JsonNode run(String name, String... options) throws Exception {
    Optional<StockKernel> kernel = StockKernel.get(name, shared);
    assumeThat(kernel).as(name + " cannot be had any more").isPresent();
    List<String> arguments = new ArrayList<>(List.of("run", kernel.get().image().toString()));
    kernel.get().config().ifPresent(file -> arguments.addAll(List.of("--config", file.toString())));
    arguments.addAll(List.of("--log", "--format", "json"));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Earlymap.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    assertThat(out.toString()).as(err.toString()).startsWith("{");
    return JsonMapper.shared().readTree(out.toString());
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(each -> strings.add(each.asString()));
    return strings;
  }

  /** The frames that the kernel printed after a line of its log, from one of them on. */
  private static List<String> trace(JsonNode run, String after, int from) {
    List<String> frames = new ArrayList<>();
    boolean begun = false;
    for (String line : strings(run.path("log"))) {
      Matcher frame = FRAME.matcher(line);
      if (line.startsWith(after)) {
        begun = frames.isEmpty();
      } else if (begun && frame.matches()) {
        frames.add(frame.group(1));
      } else {
        begun = false;
      }
    }
    return frames.subList(from, frames.size());
  }
}
