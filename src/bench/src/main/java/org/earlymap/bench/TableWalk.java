// SPDX-License-Identifier: Apache-2.0
package org.earlymap.bench;

import java.util.concurrent.TimeUnit;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TableWalker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Walking the tables of 1 TiB in 4K pages, against summing the same number of longs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx6g")
public class TableWalk {
  /** Tables that are filled. */
  @State(Scope.Thread)
  public static class Tables {
    Terabyte terabyte = new Terabyte();

    /** Fills them once. */
    @Setup(Level.Trial)
    public void fill() {
      terabyte.fill();
    }
  }

  /** The memory to compare with. */
  @State(Scope.Thread)
  public static class Plain {
    Longs longs = new Longs();

    /** Fills it once. */
    @Setup(Level.Trial)
    public void fill() {
      longs.count();
    }
  }

  /** Every leaf, merged into runs. */
  @Benchmark
  public long walkMerged(Tables tables) {
    long[] mapped = new long[1];
    new TableWalker(tables.terabyte.memory(), tables.terabyte.context())
        .walkMerged(
            new TableVisitor() {
              @Override
              public void leaves(
                  long va,
                  int level,
                  long pa,
                  long step,
                  long count,
                  long descriptor,
                  int hierarchical) {
                mapped[0] += count * step;
              }
            });
    if (mapped[0] != Terabyte.MAPPED) {
      throw new IllegalStateException("walked " + mapped[0] + " bytes");
    }
    return mapped[0];
  }

  /** The sum of the longs. */
  @Benchmark
  public long sum(Plain plain) {
    return plain.longs.sum();
  }
}
