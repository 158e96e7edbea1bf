// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import com.google.common.base.MoreObjects;
import com.google.common.base.Throwables;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Computes the points of a matrix on several threads and hands out their lines in the matrix's
 * order, whatever the number of threads.
 */
public final class Sweep {
  private static final int POINTS_PER_TASK = 64;
  private static final int TASKS_PER_THREAD = 4;

  /** The lines of one task, and what it takes to compute them. */
  private static final long BYTES_PER_TASK = 4L << 20;

  private final SweepMatrix matrix;
  private final SweepShard shard;
  private final int threads;
  private final int tasks;

  /**
   * A sweep of the points of {@code matrix} that belong to {@code shard}.
   *
   * @param threads how many compute, 1 or more; fewer do where their work would not fit in memory
   */
  public Sweep(SweepMatrix matrix, SweepShard shard, int threads) {
    this.matrix = matrix;
    this.shard = shard;
    long bearable = Math.max(1, Runtime.getRuntime().maxMemory() / 2 / BYTES_PER_TASK);
    this.tasks = (int) Math.min((long) threads * TASKS_PER_THREAD, bearable);
    this.threads = Math.min(threads, tasks);
  }

  /** How many points will be computed. */
  public long size() {
    return shard.end(matrix.size()) - shard.start(matrix.size());
  }

  /**
   * Computes all points; see the other.
   *
   * @param lines takes their JSON, in order
   */
  public void run(Predicate<String> lines, LongConsumer progress) {
    run(
        new SweepPointWriter(matrix, Optional.empty()),
        UnaryOperator.identity(),
        0,
        lines,
        progress);
  }

  /**
   * Computes points, from one of them on.
   *
   * @param writer computes a point's line
   * @param shorten what is made of lines, on the thread that computes them
   * @param have how many of the first points there are already
   * @param lines takes their JSON, one or several lines at a time, in order; where it says no, the
   *     rest is not computed
   * @param progress is told how many points are done
   */
  void run(
      SweepPointWriter writer,
      UnaryOperator<String> shorten,
      long have,
      Predicate<String> lines,
      LongConsumer progress) {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "sweep");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Queue<Future<String>> pending = new ArrayDeque<>();
      long start = shard.start(matrix.size());
      long end = shard.end(matrix.size());
      long next = start + have;
      long done = have;
      while (next < end || !pending.isEmpty()) {
        while (next < end && pending.size() < tasks) {
          long from = next;
          long to = Math.min(end, from + POINTS_PER_TASK);
          pending.add(executor.submit(() -> shorten.apply(lines(writer, from, to))));
          next = to;
        }
        if (!lines.test(result(pending.remove()))) {
          return;
        }
        done = Math.min(end - start, done + POINTS_PER_TASK);
        progress.accept(done);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private String lines(SweepPointWriter writer, long from, long to) {
    StringBuilder lines = new StringBuilder();
    for (long index = from; index < to; index++) {
      lines.append(writer.line(matrix.point(index)));
    }
    return lines.toString();
  }

  private static String result(Future<String> future) {
    try {
      return future.get();
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", exception);
    } catch (ExecutionException exception) {
      Throwable cause = MoreObjects.firstNonNull(exception.getCause(), exception);
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    }
  }
}
