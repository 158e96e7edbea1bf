// SPDX-License-Identifier: Apache-2.0
package org.earlymap.bench;

import java.util.concurrent.TimeUnit;
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

/** Filling the tables of 1 TiB in 4K pages, against writing as many bytes with less thought. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-Xmx6g")
public class TableFill {
  /** The tables. */
  @State(Scope.Thread)
  public static class Tables {
    Terabyte terabyte = new Terabyte();

    /** Touches all of the memory, so that no page fault is measured. */
    @Setup(Level.Trial)
    public void touch() {
      terabyte.fill();
    }
  }

  /** The memory to compare with. */
  @State(Scope.Thread)
  public static class Plain {
    Longs longs = new Longs();

    /** Touches all of the memory, so that no page fault is measured. */
    @Setup(Level.Trial)
    public void touch() {
      longs.fill();
    }
  }

  /** The early mapper, {@code map_range}. */
  @Benchmark
  public void mapRange(Tables tables) {
    tables.terabyte.fill();
  }

  /** The mapper of the linear map, {@code __create_pgd_mapping}. */
  @Benchmark
  public void createPgdMapping(Tables tables) {
    tables.terabyte.fillAsMapMem();
  }

  /** One value everywhere. */
  @Benchmark
  public void arraysFill(Plain plain) {
    plain.longs.fill();
  }

  /** Consecutive values. */
  @Benchmark
  public void consecutiveLongs(Plain plain) {
    plain.longs.count();
  }
}
