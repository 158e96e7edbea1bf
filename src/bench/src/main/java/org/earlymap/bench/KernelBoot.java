// SPDX-License-Identifier: Apache-2.0
package org.earlymap.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.earlymap.a64.Stop;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cpu.CpuModel;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.run.BootByCode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A kernel's boot to {@code bootmem_init} by its own code, from a board without memory on; {@code
 * -p kernel=FILE} takes another than the sample.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
@State(Scope.Thread)
public class KernelBoot {
  /** The kernel's file. */
  @Param("samples/kernel/booting/vmlinux-booting")
  public String kernel;

  private KernelBuild build;

  /** Reads it. */
  @Setup
  public void load() throws IOException {
    build = KernelBuild.load(Path.of(kernel));
  }

  /** One boot. */
  @Benchmark
  public Stop boot() {
    BootByCode boot = BootByCode.enter(build, Machine.virt(CpuModel.named("neoverse-n1")));
    Stop stop = boot.runTo(Stage.PAGING_INIT, BootByCode.USUAL_MOST_INSTRUCTIONS);
    if (!(stop instanceof Stop.Reached)) {
      throw new IllegalStateException(stop.toString());
    }
    return stop;
  }
}
