// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import com.google.common.base.Throwables;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Computes the points of a matrix on several threads and hands out their lines in the matrix's
 * order, whatever the number of threads.
 */
public final class Sweep {
  private static final int POINTS_PER_TASK = 64;
  private static final int TASKS_PER_THREAD = 4;

  private final SweepMatrix matrix;
  private final SweepShard shard;
  private final int threads;

  /**
   * A sweep of the points of {@code matrix} that belong to {@code shard}.
   *
   * @param threads how many compute, 1 or more
   */
  public Sweep(SweepMatrix matrix, SweepShard shard, int threads) {
    this.matrix = matrix;
    this.shard = shard;
    this.threads = threads;
  }

  /** How many points will be computed. */
  public long size() {
    return shard.end(matrix.size()) - shard.start(matrix.size());
  }

  /**
   * Computes all points.
   *
   * @param lines takes their JSON, one or several lines at a time, in order
   * @param progress is told how many points are done
   */
  public void run(Consumer<String> lines, LongConsumer progress) {
    SweepPointWriter writer = new SweepPointWriter(matrix.setting());
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
      long next = start;
      long done = 0;
      while (next < end || !pending.isEmpty()) {
        while (next < end && pending.size() < threads * TASKS_PER_THREAD) {
          long from = next;
          long to = Math.min(end, from + POINTS_PER_TASK);
          pending.add(executor.submit(() -> lines(writer, from, to)));
          next = to;
        }
        lines.accept(result(pending.remove()));
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
      Throwable cause = exception.getCause();
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    }
  }
}
