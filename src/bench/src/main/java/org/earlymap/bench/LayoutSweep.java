// SPDX-License-Identifier: Apache-2.0
package org.earlymap.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.earlymap.cli.sweep.Sweep;
import org.earlymap.cli.sweep.SweepFile;
import org.earlymap.cli.sweep.SweepMatrix;
import org.earlymap.cli.sweep.SweepShard;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A sweep of 10,000 layouts on two threads, JSON and all: once from cold in a fresh JVM, whose own
 * start does not count, and again when the compilers have done their work.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@BenchmarkMode(Mode.SingleShotTime)
public class LayoutSweep {
  private static final int POINTS = 10_000;
  private static final int THREADS = 2;

  /** 2 page sizes x 4 sanitizers x 25 releases x 5 CPUs x 10 sizes of struct page, all valid. */
  private static final String MATRIX =
      """
      page-size: [4K, 64K]
      va-bits: 48
      kasan: [none, generic, sw-tags, hw-tags]
      release: [6.1, 6.1.192, 6.2, 6.3, 6.4, 6.5, 6.6, 6.7, 6.8, 6.9, 6.10, 6.11, 6.12, 6.12.26,
        6.12.117, 6.13, 6.14, 6.15, 6.16, 6.17, 6.18, 7.0, 7.1, 7.2, lpa2-v3]
      cpu: [cortex-a53, cortex-a72, neoverse-n1, neoverse-v1, qemu-max]
      struct-page-size: [32, 40, 48, 56, 64, 72, 80, 96, 112, 128]
      kaslr-seed: 0x1234567890abcdef
      """;

  private SweepMatrix matrix;

  @Setup
  public void read() throws IOException {
    matrix = SweepFile.parse(Path.of("matrix.yaml"), MATRIX);
    if (matrix.size() != POINTS) {
      throw new IllegalStateException(matrix.size() + " points, not " + POINTS);
    }
  }

  @Benchmark
  @Fork(3)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public void cold(Blackhole sink) {
    new Sweep(matrix, SweepShard.WHOLE, THREADS).run(line -> taken(sink, line), done -> {});
  }

  @Benchmark
  @Fork(1)
  @Warmup(iterations = 5)
  @Measurement(iterations = 10)
  public void warm(Blackhole sink) {
    new Sweep(matrix, SweepShard.WHOLE, THREADS).run(line -> taken(sink, line), done -> {});
  }

  private static boolean taken(Blackhole sink, String line) {
    sink.consume(line);
    return true;
  }
}
