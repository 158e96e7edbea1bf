// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earlymap.cli.PosixShell;
import org.earlymap.cli.launcher.Checkout.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the launcher finds itself, a Java and the program, and how it packages. */
final class LauncherTest {
  @BeforeAll
  static void needsShell() {
    PosixShell.require();
  }

  @TempDir Path folder;
  private Checkout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Checkout.in(folder, "a check out");
  }

  @Test
  void argumentsAndExitCodePassUnchanged() throws Exception {
    Outcome outcome = checkout.packaged().run("a b", "", "*", "$HOME", "-x");
    assertThat(outcome).isEqualTo(new Outcome(5, "[a b]\n[]\n[*]\n[$HOME]\n[-x]\n", ""));
  }

  @Test
  void worksThroughSymbolicLinksFromAnyFolder() throws Exception {
    checkout.packaged();
    Path far = Files.createDirectories(folder.resolve("some where/else"));
    Files.createSymbolicLink(far.resolve("second"), Path.of("../../a check out/cli/bin/earlymap"));
    Files.createSymbolicLink(folder.resolve("first link"), far.resolve("second"));
    for (String name : List.of("./first link", "some where/else/second")) {
      assertThat(checkout.runAs(name, "x")).isEqualTo(new Outcome(1, "[x]\n", ""));
    }
  }

  @Test
  void worksThroughALinkToItsFolder() throws Exception {
    checkout.packaged();
    Files.createSymbolicLink(folder.resolve("linked"), checkout.root.resolve("cli/bin"));
    assertThat(checkout.runAs("linked/earlymap", "x").code()).isEqualTo(1);
  }

  @Test
  void packagesOnceAtTheFirstRun() throws Exception {
    Outcome first = checkout.run("x");
    assertThat(first.out()).isEqualTo("[x]\n");
    assertThat(first.err()).contains("packaging the project");
    assertThat(checkout.run("x")).isEqualTo(new Outcome(1, "[x]\n", ""));
    assertThat(checkout.mavenCalls())
        .singleElement()
        .satisfies(call -> assertThat(call).startsWith(checkout.root + " -q -B"));
    assertThat(checkout.root.resolve("cli/target/packaging")).doesNotExist();
  }

  @Test
  void runsAtTheSameTimePackageOnce() throws Exception {
    checkout.writeMaven(
        "sleep 1; cp \"$(dirname \"$0\")/program.jar\" cli/target/half\n"
            + "mv cli/target/half cli/target/earlymap-cli-0.0-all.jar");
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(checkout.start(checkout.launcher().toString(), "x"));
    }
    for (Process run : runs) {
      assertThat(checkout.end(run).out()).isEqualTo("[x]\n");
    }
    assertThat(checkout.mavenCalls()).hasSize(1);
  }

  @Test
  void aLockWithoutOwnerIsTakenOver() throws Exception {
    checkout.packaged();
    Files.writeString(checkout.jar(), "half written");
    Path lock = Files.createDirectories(checkout.root.resolve("cli/target/packaging"));
    Files.writeString(lock.resolve("pid"), "999999999\n");
    assertThat(checkout.run("x").out()).isEqualTo("[x]\n");
    assertThat(checkout.mavenCalls()).hasSize(1);
  }

  @Test
  void whatMavenSaysIsShown() throws Exception {
    checkout.writeMaven("echo it does not compile; exit 1");
    Outcome outcome = checkout.run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("it does not compile", "Maven could not package");
    assertThat(checkout.root.resolve("cli/target/packaging")).doesNotExist();
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    checkout.environment.put("PATH", tools().toString());
    Outcome outcome = checkout.run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("PATH has no mvn", "Install Maven");
  }

  @Test
  void saysThatJavaIsMissing() throws Exception {
    checkout.environment.put("PATH", tools().toString());
    checkout.environment.remove("JAVA_HOME");
    Outcome outcome = checkout.run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("no Java found", "Install a JDK 17");
  }

  @Test
  void saysThatJavaHomeHasNoJava() throws Exception {
    checkout.environment.put("JAVA_HOME", "/nowhere at all");
    assertThat(checkout.run("x").err())
        .contains("JAVA_HOME is /nowhere at all, and there is no program /nowhere at all/bin/java");
  }

  @Test
  void saysThatJavaHomeIsTooOld() throws Exception {
    Path old = folder.resolve("jdk 11");
    Files.createDirectories(old.resolve("bin"));
    Checkout.script(old.resolve("bin/java"), "exit 9");
    Files.writeString(old.resolve("release"), "OS_ARCH=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
    checkout.environment.put("JAVA_HOME", old.toString());
    Outcome outcome = checkout.packaged().run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("JAVA_HOME is Java 11.0.2, and earlymap needs 17 or later");
  }

  @Test
  void asksAJavaWithoutReleaseFileForItsVersion() throws Exception {
    Path bin = tools();
    Checkout.script(bin.resolve("java"), "echo 'openjdk version \"1.8.0_392\" 2023-10-17' >&2");
    checkout.environment.put("PATH", bin.toString());
    checkout.environment.remove("JAVA_HOME");
    Outcome outcome = checkout.packaged().run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("is Java 1.8.0_392, and earlymap needs 17 or later");
  }

  @Test
  void takesTheJavaInPathWithoutJavaHome() throws Exception {
    Path bin = tools();
    Path link = Files.createSymbolicLink(bin.resolve("java"), Checkout.JDK.resolve("bin/java"));
    checkout.environment.put("PATH", bin.toString());
    checkout.environment.remove("JAVA_HOME");
    assertThat(checkout.packaged().run("x")).isEqualTo(new Outcome(1, "[x]\n", ""));
    Files.delete(link);
  }

  @Test
  void ownOptionsReachTheJvm() throws Exception {
    checkout.environment.put("EARLYMAP_JAVA_OPTS", "-Xmx32m -showversion");
    assertThat(checkout.packaged().run("x").err()).contains("64-Bit");
  }

  @ParameterizedTest
  @CsvSource({
    "EARLYMAP_JAVA_OPTS, -Xmx9999999g", "EARLYMAP_JAVA_OPTS, -XX:NoSuchOption",
    "JAVA_TOOL_OPTIONS, -Xms3k", "JDK_JAVA_OPTIONS, -nonsense"
  })
  void aVirtualMachineThatDoesNotStartIsTrouble(String name, String options) throws Exception {
    checkout.environment.put(name, options);
    Outcome outcome = checkout.packaged().run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("earlymap: the Java virtual machine does not start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v 100000", "-d 1000"})
  void aLimitOfMemoryIsTroubleAndNoAnswer(String limit) throws Exception {
    String launcher = checkout.packaged().launcher().toString();
    // The second time the class archive is there.
    for (int i = 0; i < 2; i++) {
      Outcome outcome =
          checkout.runAs("/bin/sh", "-c", "ulimit " + limit + " && exec \"$0\" x", launcher);
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err()).contains("earlymap: the Java virtual machine does not start");
      assertThat(checkout.run("x").code()).isEqualTo(1);
    }
  }

  /** It says which Java it is, and is none: a copy for another machine, or a damaged one. */
  @ParameterizedTest
  @ValueSource(strings = {"\177ELF of another machine", "#!/bin/sh\nexit 1", "#!/nowhere/sh"})
  void aJavaThatCannotRunIsTrouble(String program) throws Exception {
    Path broken = Files.createDirectories(folder.resolve("broken/bin")).resolve("java");
    Files.writeString(broken, program);
    broken.toFile().setExecutable(true);
    Files.writeString(folder.resolve("broken/release"), "JAVA_VERSION=\"17.0.15\"\n");
    checkout.environment.put("JAVA_HOME", folder.resolve("broken").toString());
    Outcome outcome = checkout.packaged().run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("earlymap: the Java virtual machine does not start");
  }

  @Test
  void aDamagedProgramIsTrouble() throws Exception {
    checkout.packaged();
    Files.writeString(checkout.jar(), "half written");
    Outcome outcome = checkout.run("x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("does not start");
  }

  @ParameterizedTest
  @CsvSource({"LC_ALL, C", "LC_ALL, POSIX", "LANG, xx_YY.UTF-8", "LANG, ''"})
  void fileNamesAreUtf8InEveryLocale(String name, String locale) throws Exception {
    checkout.environment.put(name, locale);
    String script = "name=$(printf 'n\\303\\251\\344\\270\\255'); \"$0\" write $name && cat $name";
    String launcher = checkout.packaged().launcher().toString();
    assertThat(checkout.runAs("/bin/sh", "-c", script, launcher))
        .isEqualTo(new Outcome(0, "written", ""));
  }

  /** A folder with the few programs that the launcher may call, and neither Java nor Maven. */
  private Path tools() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("tools"));
    for (String tool : List.of("readlink", "sed", "mkdir", "mv", "rm", "sleep")) {
      Path found = Path.of("/usr/bin", tool);
      Path real = Files.exists(found) ? found : Path.of("/bin", tool);
      Checkout.script(bin.resolve(tool), "exec " + real + " \"$@\"");
    }
    return bin;
  }
}
