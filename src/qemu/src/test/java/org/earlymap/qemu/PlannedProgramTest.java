// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.cli.Earlymap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample programs translate by their plans: what a section allows works, all else faults. */
@RequiresTool({"aarch64-linux-gnu-gcc", "aarch64-linux-gnu-ld", "qemu-system-aarch64"})
class PlannedProgramTest {
  private static final Path PLANS = Path.of("../../samples/plans").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void aLoaderAtEl3() throws Exception {
    assertThat(run("loader", "low.lds", "virt,secure=on,virtualization=on", List.of("loader")))
        .containsExactly(
            "text    r+w-x+",
            "rodata  r+w-x-",
            "data    r+w+x-",
            "buffer  r+w+x-",
            "guard   r-w-x-");
  }

  @Test
  void aUnikernelInTheUpperHalf() throws Exception {
    assertThat(run("unikernel", "high.lds", "virt", List.of("unikernel")))
        .containsExactly(
            "text    r+w-x+",
            "rodata  r+w-x-",
            "data    r+w+x-",
            "heap    r+w+x-",
            "stackendr-w-x-",
            "boot    r+w-x+");
  }

  @Test
  void aHypervisorAndItsGuest() throws Exception {
    List<String> plans = List.of("hypervisor", "guest");
    assertThat(run("hypervisor", "low.lds", "virt,virtualization=on", plans))
        .containsExactly(
            "text    r+w-x+",
            "rodata  r+w-x-",
            "data    r+w+x-",
            "guest   r+w+x-",
            "g.text  r+w-x+",
            "g.constsr+w-x-",
            "g.data  r+w+x-",
            "g.hole  r-w-x-",
            "g.hyper r-w-x-");
  }

  /** Links a program, plans its tables, links it again with their registers, and boots it. */
  private List<String> run(String name, String script, String board, List<String> plans)
      throws Exception {
    Path program = folder.resolve(name + ".elf");
    assemble(PLANS.resolve(name + ".S"), name + ".o");
    assemble(PLANS.resolve("stub.S"), "stub.o");
    link(program, script, List.of(name + ".o", "stub.o"));
    List<String> objects = new ArrayList<>(List.of(name + ".o"));
    List<String> images = new ArrayList<>();
    for (String plan : plans) {
      Files.copy(PLANS.resolve(plan + ".yaml"), folder.resolve(plan + ".yaml"));
      Path tables = plan(plan, plan);
      assemble(tables.resolve("registers.s"), plan + "-registers.o");
      objects.add(plan + "-registers.o");
      images.add("-device");
      images.add("loader,file=" + tables.resolve("tables.elf"));
    }
    link(program, script, objects);
    for (String plan : plans) {
      assertThat(plan(plan, plan + "-again").resolve(plan + ".bin"))
          .as("the tables of the program as it is linked in the end")
          .hasSameBinaryContentAs(folder.resolve(plan).resolve(plan + ".bin"));
    }
    List<String> boot =
        new ArrayList<>(
            List.of(
                "timeout",
                "50",
                "qemu-system-aarch64",
                "-M",
                board,
                "-cpu",
                "max",
                "-m",
                "256",
                "-display",
                "none",
                "-nodefaults",
                "-serial",
                "stdio",
                "-semihosting-config",
                "enable=on,target=native",
                "-device",
                "loader,cpu-num=0,file=" + program));
    boot.addAll(images);
    return Tool.run(folder, LIMIT, boot).lines().toList();
  }

  private Path plan(String plan, String out) {
    Path tables = folder.resolve(out);
    StringWriter err = new StringWriter();
    int code =
        Earlymap.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "plan",
            folder.resolve(plan + ".yaml").toString(),
            "-o",
            tables.toString(),
            "--emit",
            "elf,registers");
    assertThat(code).as(err.toString()).isZero();
    return tables;
  }

  private void assemble(Path source, String object) throws Exception {
    Tool.run(
        folder,
        LIMIT,
        List.of(
            "aarch64-linux-gnu-gcc",
            "-c",
            "-I",
            PLANS.toString(),
            "-o",
            object,
            source.toString()));
  }

  private void link(Path program, String script, List<String> objects) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "aarch64-linux-gnu-ld",
                "--no-warn-rwx-segments",
                "-T",
                PLANS.resolve(script).toString(),
                "-o",
                program.toString()));
    command.addAll(objects);
    Tool.run(folder, LIMIT, command);
  }
}
