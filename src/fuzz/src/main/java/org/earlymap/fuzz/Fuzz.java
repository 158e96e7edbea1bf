// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.earlymap.cli.Earlymap;

/** Runs input after input, each in a folder of its own, and keeps those that went wrong. */
public final class Fuzz {
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long GIVEN_UP_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int MOST_OUTPUT = 16 << 20;

  private final Case cases;
  private final Path folder;
  private final Path findings;
  private final PrintStream log;
  private final Verdicts verdicts = new Verdicts();
  private final List<String> wrong = new ArrayList<>();
  private volatile long started = System.nanoTime();
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
    this.folder = folder.resolve("case");
    this.findings = findings;
    this.log = log;
    this.cases = new Case(corpus, new Options(), this.folder);
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
    while (number - first < most && System.nanoTime() < end) {
      one(seed, number++);
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
    clear();
    List<String> words = cases.prepare(seed, number);
    running = seed + " " + number + ": " + String.join(" ", words);
    started = System.nanoTime();
    BoundedWriter out = new BoundedWriter(MOST_OUTPUT);
    StringWriter err = new StringWriter();
    int code =
        Earlymap.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
    long took = System.nanoTime() - started;
    Optional<String> trouble = verdicts.add(words, code, out.isUsed(), err.toString());
    if (trouble.isEmpty() && took > HANG_NANOS) {
      trouble = Optional.of("took " + TimeUnit.NANOSECONDS.toSeconds(took) + " s");
    }
    if (trouble.isPresent()) {
      keep(seed, number, trouble.get());
    }
  }

  private void keep(long seed, long number, String trouble) throws IOException {
    wrong.add(running + "\n  " + trouble);
    log.println(running + "\n  " + trouble);
    Path kept = Files.createDirectories(findings.resolve(seed + "-" + number));
    Files.writeString(kept.resolve("what"), running + "\n" + trouble + "\n");
  }

  private void clear() throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Files.createDirectories(folder);
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
      long takes = System.nanoTime() - started;
      if (takes > GIVEN_UP_NANOS) {
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
