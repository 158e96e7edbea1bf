// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.earlymap.cli.CommandLines;
import org.earlymap.cli.Earlymap;

/** Runs input after input, each in a folder of its own, and keeps those that went wrong. */
public final class Fuzz {
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long GIVEN_UP_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long TOLD_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MOST_OUTPUT = 16 << 20;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  /** One in so many inputs is run twice, the second time by a command line of its own. */
  private static final int AGAIN = 64;

  private final Case cases;
  private final Path folder;
  private final Path findings;
  private final PrintStream log;
  private final Verdicts verdicts = new Verdicts();
  private final List<String> wrong = new ArrayList<>();
  private final CommandLines lines = new CommandLines();
  private final long thread = Thread.currentThread().getId();
  private volatile long started = System.nanoTime();
  private volatile long startedCpu;
  private volatile String running = "";

  /**
   * Makes the inputs' seeds.
   *
   * @param samples the project's samples
   * @param folder a folder to write to
   * @param findings where inputs that went wrong are kept
   * @param log is told what went wrong
   */
  public Fuzz(Path samples, Path folder, Path findings, PrintStream log) throws IOException {
    Corpus corpus = Corpus.write(samples, Files.createDirectories(folder.resolve("seeds")));
    this.folder = Files.createDirectories(folder.resolve("case"));
    this.findings = findings;
    this.log = log;
    this.cases = new Case(corpus, new Options(), this.folder);
    for (Recipe recipe : Recipe.ALL) {
      List<String> words = cases.unspoilt(recipe);
      Answer answer = answer(Earlymap::run, words);
      if (answer.code() > 1) {
        throw new IllegalStateException(
            "not spoilt: " + String.join(" ", words) + ": " + answer.err());
      }
      clear(0, 0);
    }
  }

  /**
   * Runs inputs from {@code first} on until {@code nanos} are over or {@code most} have run.
   *
   * @return how many ran
   */
  public long run(long seed, long first, long most, long nanos) throws IOException {
    Thread watch = new Thread(this::watch, "watch");
    watch.setDaemon(true);
    watch.start();
    long end = System.nanoTime() + nanos;
    long number = first;
    long told = System.nanoTime();
    while (number - first < most && System.nanoTime() < end) {
      one(seed, number++);
      if (System.nanoTime() - told > TOLD_NANOS) {
        told = System.nanoTime();
        log.println(number - first + " inputs of seed " + seed + ", " + wrong.size() + " wrong");
      }
    }
    return number - first;
  }

  /** What went wrong, one line each. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Exit codes and commands, counted. */
  public String counts() {
    return verdicts.toString();
  }

  private void one(long seed, long number) throws IOException {
    List<String> words = cases.prepare(seed, number);
    running = seed + " " + number + ": " + String.join(" ", words);
    startedCpu = CLOCK.getCurrentThreadCpuTime();
    started = System.nanoTime();
    Answer answer = answer(lines::run, words);
    long took = CLOCK.getCurrentThreadCpuTime() - startedCpu;
    Optional<String> trouble = verdicts.add(words, answer, took);
    if (trouble.isEmpty() && took > HANG_NANOS) {
      trouble = Optional.of("took " + TimeUnit.NANOSECONDS.toSeconds(took) + " s");
    }
    if (trouble.isEmpty() && number % AGAIN == 0 && answersAlone(words)) {
      Answer again = answer(Earlymap::run, words);
      if (!again.equals(answer)) {
        trouble = Optional.of("once " + answer + ", then " + again);
      }
    }
    if (trouble.isPresent()) {
      keep(seed, number, trouble.get());
    }
    clear(seed, number);
  }

  /** Whether nothing is written that stands in the way of a second run. */
  private boolean answersAlone(List<String> words) {
    return words.stream().noneMatch(word -> word.startsWith(folder + "/out"));
  }

  private interface Program {
    int run(PrintWriter out, PrintWriter err, String... args);
  }

  private static Answer answer(Program program, List<String> words) {
    BoundedWriter out = new BoundedWriter(MOST_OUTPUT);
    StringWriter err = new StringWriter();
    int code =
        program.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
    return new Answer(code, out.isUsed(), out.hash(), err.toString());
  }

  private void keep(long seed, long number, String trouble) throws IOException {
    wrong.add(running + "\n  " + trouble);
    log.println(running + "\n  " + trouble);
    Path kept = Files.createDirectories(findings.resolve(seed + "-" + number));
    Files.writeString(kept.resolve("what"), running + "\n" + trouble + "\n");
    for (Path path : cases.made()) {
      if (Files.exists(path)) {
        copy(path, kept);
      }
    }
  }

  /** With the folder, if it is one, and what is in it. */
  private void copy(Path path, Path target) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(folder.relativize(one).toString());
        Files.createDirectories(copy.resolveSibling("."));
        Files.copy(one, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Removes the files of the last input, and sees that there are no others. */
  private void clear(long seed, long number) throws IOException {
    for (Path path : cases.made()) {
      delete(path.toFile());
    }
    cases.made().clear();
    String[] left = folder.toFile().list();
    if (left != null && left.length > 0) {
      keep(seed, number, "leaves " + String.join(", ", left));
      MoreFiles.deleteDirectoryContents(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** Folders here have no links to others in them. */
  private static void delete(File file) {
    if (!file.delete()) {
      for (File inside : Objects.requireNonNullElse(file.listFiles(), new File[0])) {
        delete(inside);
      }
      file.delete();
    }
  }

  /** Says of an input that does not end where it is, and ends the program if it still does not. */
  private void watch() {
    String told = "";
    while (true) {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        return;
      }
      long takes = CLOCK.getThreadCpuTime(thread) - startedCpu;
      if (System.nanoTime() - started > GIVEN_UP_NANOS) {
        log.println(running + "\n  does not end");
        Runtime.getRuntime().halt(1);
      }
      if (takes > HANG_NANOS && !running.equals(told)) {
        told = running;
        log.println(running + "\n  runs for over 10 s");
        Thread.getAllStackTraces()
            .forEach(
                (thread, stack) -> {
                  if (!thread.isDaemon()) {
                    log.println("  " + thread.getName());
                    for (StackTraceElement frame : stack) {
                      log.println("    " + frame);
                    }
                  }
                });
      }
    }
  }
}
