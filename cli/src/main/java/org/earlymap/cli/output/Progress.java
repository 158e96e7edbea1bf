// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says on a terminal's standard error what a command is doing, once it has been doing it for over a
 * second; where there is no terminal it says nothing.
 */
public final class Progress implements AutoCloseable {
  private final PrintWriter err;
  private final long started = System.nanoTime();
  private volatile String doing;
  private volatile boolean shown;
  private @Nullable ScheduledFuture<?> ticks;
  private final @Nullable ScheduledExecutorService clock;

  private Progress(PrintWriter err, String doing, @Nullable ScheduledExecutorService clock) {
    this.err = err;
    this.doing = doing;
    this.clock = clock;
  }

  /** Starts with {@code doing}, a few words such as {@code building paging-init}. */
  public static Progress start(PrintWriter err, String doing) {
    @Nullable ScheduledExecutorService clock =
        !Terminal.showsProgress()
            ? null
            : Executors.newSingleThreadScheduledExecutor(
                task -> {
                  Thread thread = new Thread(task, "progress");
                  thread.setDaemon(true);
                  return thread;
                });
    Progress progress = new Progress(err, doing, clock);
    if (clock != null) {
      progress.ticks = clock.scheduleAtFixedRate(progress::show, 1, 1, TimeUnit.SECONDS);
    }
    return progress;
  }

  /** Says what comes next. */
  public void step(String next) {
    doing = next;
  }

  private void show() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
    err.print("\r\u001b[Kearlymap: " + doing + ", " + seconds + " s");
    err.flush();
    shown = true;
  }

  @Override
  public void close() {
    if (clock != null && ticks != null) {
      ticks.cancel(true);
      clock.shutdownNow();
      if (shown) {
        err.print("\r\u001b[K");
        err.flush();
      }
    }
  }
}
