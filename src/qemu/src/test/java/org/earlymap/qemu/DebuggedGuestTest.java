// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that {@code samples/gdb/earlymap.py} adds to gdb, asked of a guest that the emulator
 * holds: they answer as the guide shows, and where they say that memory lies, it lies.
 */
@RequiresTool({"aarch64-linux-gnu-objcopy", "qemu-system-aarch64", "gdb-multiarch"})
class DebuggedGuestTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path KERNEL = PROJECT.resolve("samples/kernel/booting/vmlinux-booting");
  private static final Path GUIDE = PROJECT.resolve("src/docs/debugger.md");
  private static final String PROMPT = "(gdb) ";
  private static final boolean UPDATE = "update".equals(System.getProperty("earlymap.transcripts"));

  @TempDir static Path folder;
  private static Optional<Process> guest = Optional.empty();

  /**
   * Starts the guest; its kernel maps all memory and powers off, and the emulator holds it there.
   */
  @BeforeAll
  static void start() throws Exception {
    Path image = folder.resolve("Image");
    Tool.run(
        folder,
        LIMIT,
        List.of("aarch64-linux-gnu-objcopy", "-O", "binary", KERNEL.toString(), image.toString()));
    Path serial = folder.resolve("serial");
    List<String> command =
        new ArrayList<>(
            List.of("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a76", "-m", "32"));
    command.addAll(List.of("-display", "none", "-monitor", "none", "-no-shutdown"));
    command.addAll(List.of("-kernel", image.toString(), "-serial", "file:" + serial));
    command.addAll(List.of("-gdb", "unix:" + folder.resolve("gdb") + ",server,nowait"));
    guest =
        Optional.of(
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("emulator.log").toFile())
                .start());
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(serial) || !Files.readString(serial).contains("mapped at")) {
      assertThat(System.nanoTime()).as("the guest has not started").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    Path program = folder.resolve("earlymap");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        program,
        """
        #!/bin/sh
        exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' org.earlymap.cli.Main "$@"
        """
            .formatted(java, System.getProperty("java.class.path")));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  @AfterAll
  static void end() throws InterruptedException {
    if (guest.isPresent()) {
      guest.get().destroyForcibly().waitFor();
    }
  }

  @Test
  void answersAsTheGuideShows() throws Exception {
    String guide = Files.readString(GUIDE);
    MatchResult block =
        Pattern.compile("```gdb\\n(.*?)```", Pattern.DOTALL)
            .matcher(guide)
            .results()
            .findFirst()
            .orElseThrow();
    List<String> commands =
        block
            .group(1)
            .lines()
            .filter(line -> line.startsWith(PROMPT))
            .map(line -> line.substring(PROMPT.length()))
            .toList();
    assertThat(commands).contains("earlymap walk $pc", "earlymap wx");
    String said = gdb(commands);
    if (UPDATE) {
      Files.writeString(
          GUIDE, guide.substring(0, block.start(1)) + said + guide.substring(block.end(1)));
      return;
    }
    assertThat(said).isEqualTo(block.group(1));
  }

  @Test
  void memoryLiesWhereAWalkSays() throws Exception {
    String walk = gdb(List.of("earlymap walk linux_banner"));
    String pa =
        Pattern.compile("(?m)^  pa (0x[0-9a-f]{16})")
            .matcher(walk)
            .results()
            .map(each -> each.group(1))
            .findFirst()
            .orElse(walk);
    String text = gdb(List.of("monitor xp/8c " + pa));
    assertThat(text).contains("'L' 'i' 'n' 'u' 'x' ' ' 'v' 'e'");
  }

  @Test
  void filesAreMemoryToo() throws Exception {
    Path memory = folder.resolve("ram");
    String asked = "earlymap walk $pc";
    String said = gdb(List.of("monitor pmemsave 0x40000000 0x2000000 \"" + memory + "\"", asked));
    String walked = said.substring(said.indexOf(PROMPT + asked));
    assertThat(walked).contains("EL1 r-x");
    assertThat(gdb(List.of("earlymap memory " + memory + "@0x40000000", asked))).endsWith(walked);
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    // The last command decides how gdb ends.
    String last = "earlymap memory";
    assertThat(gdb(List.of("earlymap walk", "earlymap walk no_such_symbol", last)))
        .contains("needs an address, such as $pc", "No symbol");
    assertThat(gdb(List.of("earlymap memory /none@0x40000000", "earlymap walk $pc", last)))
        .contains("/none: ");
  }

  @Test
  void whatIsWritableAndExecutableIsFound() throws Exception {
    Path memory = folder.resolve("writable-text");
    gdb(List.of("monitor pmemsave 0x40000000 0x2000000 \"" + memory + "\""));
    // The entry that the guide's walk of $pc ends at, with AP[2] cleared.
    try (RandomAccessFile file = new RandomAccessFile(memory.toFile(), "rw")) {
      file.seek(0x268000 + 16 * Long.BYTES);
      assertThat(file.read()).isEqualTo(0x83);
      file.seek(0x268000 + 16 * Long.BYTES);
      file.write(0x03);
    }
    assertThat(gdb(List.of("earlymap memory " + memory + "@0x40000000", "earlymap wx")))
        .contains(
            "0xffff800080010000..0xffff800080011000  pa 0x0000000040210000  EL1 rwx EL0 ---: ")
        .contains("1 found");
  }

  /** What gdb prints for each command, after the command itself. */
  private static String gdb(List<String> commands) throws IOException, InterruptedException {
    List<String> call = new ArrayList<>(List.of("env", "EARLYMAP=" + folder.resolve("earlymap")));
    call.addAll(List.of("gdb-multiarch", "-nx", "-batch"));
    call.addAll(List.of("-ex", "source " + PROJECT.resolve("samples/gdb/earlymap.py")));
    call.addAll(List.of("-ex", "file " + KERNEL));
    call.addAll(List.of("-ex", "target remote " + folder.resolve("gdb")));
    for (String command : commands) {
      call.addAll(List.of("-ex", "echo " + PROMPT + command + "\\n", "-ex", command));
    }
    String said = Tool.run(folder, LIMIT, call);
    String from = said.substring(said.indexOf(PROMPT));
    int detached = from.indexOf("[Inferior 1");
    return detached < 0 ? from : from.substring(0, detached);
  }
}
