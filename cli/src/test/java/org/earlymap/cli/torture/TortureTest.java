// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.earlymap.build.Build;
import org.earlymap.cli.Invocation;
import org.earlymap.file.Drafts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After each kill and each race, what is in place is wholly old or wholly new. {@code
 * earlymap.torture} says how many processes are killed in all; there are two races for each five of
 * them. What was killed without a chance to do anything is put right by the next one who reads.
 */
final class TortureTest {
  private static final int KILLS = Integer.getInteger("earlymap.torture", 12);
  private static final int RACES = KILLS * 2 / 5;
  private static final int RUNNERS = 10;
  private static final int KINDS = Work.values().length;
  private static final String ANOTHER_RUN = "another run of earlymap writes here";

  @TempDir private Path temporary = Path.of("");

  @Test
  void killedRunsLeaveTheOldOrTheNew() throws Exception {
    ofEachKind(TortureTest::kill);
  }

  @Test
  void runsAtTheSameTimeLeaveWhatOneOfThemWrote() throws Exception {
    ofEachKind(TortureTest::race);
  }

  /** All kinds at once, each in a folder of its own: two processors have enough to do. */
  private void ofEachKind(Torture torture) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(KINDS);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      for (Work work : Work.values()) {
        Path folder = Files.createDirectory(temporary.toRealPath().resolve(work.name()));
        List<SortedMap<String, String>> whole = prepare(work, folder);
        done.add(
            threads.submit(
                () -> {
                  torture.of(work, folder, whole);
                  return 0;
                }));
      }
      for (Future<Integer> one : done) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What is done to one kind of work. */
  private interface Torture {
    void of(Work work, Path folder, List<SortedMap<String, String>> whole) throws Exception;
  }

  private static void kill(Work work, Path folder, List<SortedMap<String, String>> whole)
      throws Exception {
    long seed = work.name().hashCode();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS / KINDS; kill++) {
      boolean politely = kill % 2 == 0;
      int wait = random.nextInt(400);
      try (Runner runner = new Runner(work, folder, "40")) {
        runner.order("0");
        assertThat(runner.answer()).isEqualTo("0");
        runner.order("forever");
        assertThat(runner.answer()).isEqualTo("writing");
        Thread.sleep(wait);
        runner.kill(politely);
      }
      String when = "kill " + kill + (politely ? ", SIGTERM" : ", SIGKILL") + ", after " + wait;
      if (politely) {
        assertThat(Work.state(folder)).as(when).isIn(whole);
        assertThat(hidden(folder)).as(when).isEmpty();
      } else {
        if (work.isFolder()) {
          Build.readVerified(folder.resolve(Work.TARGET));
        }
        assertThat(withoutDrafts(Work.state(folder))).as(when).isIn(whole);
      }
      if (kill % 8 == 7) {
        assertThat(Invocation.of(work.arguments(0, folder)).code()).as(when).isZero();
        assertThat(hidden(folder)).as(when).isEmpty();
      }
    }
  }

  private static void race(Work work, Path folder, List<SortedMap<String, String>> whole)
      throws Exception {
    List<Runner> runners = new ArrayList<>();
    try {
      for (int i = 0; i < RUNNERS; i++) {
        runners.add(new Runner(work, folder, "5"));
      }
      for (int race = 0; race < Math.max(1, RACES / KINDS); race++) {
        for (int i = 0; i < RUNNERS; i++) {
          runners.get(i).order(String.valueOf(i & 1));
        }
        int won = 0;
        for (Runner runner : runners) {
          String answer = runner.answer();
          won += answer.equals("0") ? 1 : 0;
          if (work.isFolder()) {
            assertThat(answer).matches("0|2 .*" + ANOTHER_RUN + ".*");
          } else {
            assertThat(answer).isEqualTo("0");
          }
        }
        assertThat(won).as("race %s", race).isPositive();
        assertThat(Work.state(folder)).as("race %s", race).isIn(whole);
        assertThat(hidden(folder)).as("race %s", race).isEmpty();
      }
    } finally {
      runners.forEach(Runner::close);
    }
  }

  /** Writes both, to know them, and leaves one of them in place. */
  private static List<SortedMap<String, String>> prepare(Work work, Path folder)
      throws IOException {
    List<SortedMap<String, String>> whole = new ArrayList<>();
    for (int variant = 0; variant < 2; variant++) {
      assertThat(Invocation.of(work.arguments(variant, folder)).err()).isEmpty();
      if (work == Work.SHARED_FOLDER) {
        Files.writeString(folder.resolve(Work.TARGET).resolve(Work.FOREIGN), "mine");
      }
      whole.add(Work.state(folder));
    }
    assertThat(whole.get(0)).isNotEqualTo(whole.get(1));
    return whole;
  }

  private static SortedMap<String, String> withoutDrafts(SortedMap<String, String> state) {
    state.keySet().removeIf(name -> name.startsWith("."));
    return state;
  }

  private static List<String> hidden(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    }
  }

  /** A process that writes. */
  private static final class Runner implements AutoCloseable {
    private final Process process;
    private final PrintWriter orders;
    private final BufferedReader answers;

    Runner(Work work, Path folder, String slow) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-Xshare:auto",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-D" + Drafts.SLOW_MOVES + "=" + slow,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Worker.class.getName(),
                  work.name(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    void order(String order) {
      orders.println(order);
    }

    String answer() throws IOException {
      return String.valueOf(answers.readLine());
    }

    void kill(boolean politely) throws InterruptedException {
      if (politely) {
        process.destroy();
      } else {
        process.destroyForcibly();
      }
      process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
