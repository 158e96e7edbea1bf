// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/**
 * A folder that looks like the project to the launcher: the real launcher, and a program that
 * prints its arguments instead of the real one. Maven is a script that brings its jar.
 */
final class Checkout {
  /** The JDK that runs the tests. */
  static final Path JDK = Path.of(System.getProperty("java.home"));

  private static final String PROGRAM =
      """
      package org.earlymap.cli;
      public final class Main {
        public static void main(String[] args) throws java.io.IOException {
          if (args.length == 2 && args[0].equals("write")) {
            java.nio.file.Files.writeString(java.nio.file.Path.of(args[1]), "written");
            return;
          }
          if (args.length == 1 && args[0].equals("--version")) {
            System.out.println("0.0");
            return;
          }
          for (String arg : args) {
            System.out.println("[" + arg + "]");
          }
          System.exit(args.length);
        }
      }
      """;

  private static final String REHEARSAL =
      """
      package org.earlymap.cli;
      final class ClassArchiveTraining {
        public static void main(String[] args) {
          new Main();
        }
      }
      """;

  /** How a run ended. */
  record Outcome(int code, String out, String err) {}

  private final Path folder;
  final Path root;
  final Path maven;
  final Map<String, String> environment = new HashMap<>();

  private Checkout(Path folder, String name) {
    this.folder = folder;
    this.root = folder.resolve(name);
    this.maven = folder.resolve("fake maven");
  }

  /**
   * Makes one as {@code folder/name} that is not packaged yet, with {@code JAVA_HOME} and a Maven.
   */
  static Checkout in(Path folder, String name) throws IOException {
    Checkout made = new Checkout(folder, name);
    Files.createDirectories(made.root.resolve("cli/bin"));
    Files.createDirectories(made.root.resolve("samples"));
    Files.copy(Path.of("bin/earlymap"), made.launcher());
    Files.createDirectories(made.maven);
    writeJar(made.maven.resolve("program.jar"));
    made.writeMaven("cp \"$(dirname \"$0\")/program.jar\" cli/target/earlymap-cli-0.0-all.jar");
    made.environment.put("PATH", made.maven + ":/usr/bin:/bin");
    made.environment.put("JAVA_HOME", JDK.toString());
    return made;
  }

  Path launcher() {
    return root.resolve("cli/bin/earlymap");
  }

  Path jar() {
    return root.resolve("cli/target/earlymap-cli-0.0-all.jar");
  }

  /** Packages it without the launcher. */
  Checkout packaged() throws IOException {
    Files.createDirectories(root.resolve("cli/target"));
    Files.copy(maven.resolve("program.jar"), jar());
    return this;
  }

  /** Replaces what Maven does; each call adds a line to the file {@code calls} beside it. */
  void writeMaven(String body) throws IOException {
    script(maven.resolve("mvn"), "echo \"$PWD $*\" >>\"$(dirname \"$0\")/calls\"\n" + body);
  }

  List<String> mavenCalls() throws IOException {
    Path calls = maven.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  Outcome run(String... args) throws IOException, InterruptedException {
    return runAs(launcher().toString(), args);
  }

  /** Runs the launcher by another name, from the folder that holds the checkout. */
  Outcome runAs(String name, String... args) throws IOException, InterruptedException {
    return end(start(name, args));
  }

  Process start(String name, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path err = Files.createTempFile(folder, "stderr", "");
    return builder.redirectError(err.toFile()).start();
  }

  /** Waits for a run. Its standard error went to the newest of the files made for it. */
  Outcome end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("the launcher does not end");
    }
    StringBuilder err = new StringBuilder();
    try (var files = Files.newDirectoryStream(folder, "stderr*")) {
      for (Path file : files) {
        err.append(Files.readString(file));
        Files.delete(file);
      }
    }
    return new Outcome(process.exitValue(), out, err.toString());
  }

  static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    file.toFile().setExecutable(true);
  }

  private static void writeJar(Path jar) throws IOException {
    Path folder = Files.createTempDirectory("classes");
    List<String> names = List.of("Main", "ClassArchiveTraining");
    List<String> bodies = List.of(PROGRAM, REHEARSAL);
    List<String> arguments = new ArrayList<>(List.of("-d", folder.toString()));
    for (int i = 0; i < names.size(); i++) {
      Path source = folder.resolve(names.get(i) + ".java");
      Files.writeString(source, bodies.get(i));
      arguments.add(source.toString());
    }
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new))
        != 0) {
      throw new IOException("cannot compile the program");
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String name : names) {
        String entry = "org/earlymap/cli/" + name + ".class";
        out.putNextEntry(new JarEntry(entry));
        Files.copy(folder.resolve(entry), out);
      }
    }
  }
}
