// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.earlymap.arch.Granule;
import org.earlymap.config.Kasan;
import org.earlymap.cpu.CpuModel;

/**
 * The points of a sweep, in a fixed order: first every configuration, then every kernel, each
 * crossed with what comes after it. The first axis varies slowest.
 */
public final class SweepMatrix {
  /** More points than this are a mistake. */
  static final long MOST_POINTS = 10_000_000;

  /**
   * The values of each axis.
   *
   * @param granules page sizes; none where only kernels are swept
   * @param vaBits CONFIG_ARM64_VA_BITS
   * @param kasan sanitizers
   * @param releases releases or profiles of traits
   * @param kernels kernels
   * @param cpus CPU models
   * @param structPageSizes sizeof(struct page)
   * @param commandLines the kernel's command lines
   */
  record Axes(
      List<Granule> granules,
      List<Integer> vaBits,
      List<Kasan> kasan,
      List<SweepRelease> releases,
      List<SweepKernel> kernels,
      List<CpuModel> cpus,
      List<Integer> structPageSizes,
      List<String> commandLines) {
    /** Copies the lists. */
    Axes {
      granules = List.copyOf(granules);
      vaBits = List.copyOf(vaBits);
      kasan = List.copyOf(kasan);
      releases = List.copyOf(releases);
      kernels = List.copyOf(kernels);
      cpus = List.copyOf(cpus);
      structPageSizes = List.copyOf(structPageSizes);
      commandLines = List.copyOf(commandLines);
    }

    private long configurations() {
      return product(granules, vaBits, kasan, releases, cpus, structPageSizes, commandLines);
    }

    private long kernelPoints() {
      return product(kernels, cpus, structPageSizes, commandLines);
    }

    private static long product(List<?>... lists) {
      long product = 1;
      for (List<?> list : lists) {
        product = Math.multiplyExact(product, (long) list.size());
      }
      return product;
    }
  }

  private final Axes axes;
  private final SweepSetting setting;
  private final long configurations;
  private final long points;

  private SweepMatrix(Axes axes, SweepSetting setting, long configurations, long points) {
    this.axes = axes;
    this.setting = setting;
    this.configurations = configurations;
    this.points = points;
  }

  /**
   * The matrix of {@code axes}.
   *
   * @throws SweepFileException where it has no points, or absurdly many
   */
  static SweepMatrix of(String file, Axes axes, SweepSetting setting) {
    long configurations;
    long points;
    try {
      configurations = axes.configurations();
      points = Math.addExact(configurations, axes.kernelPoints());
    } catch (ArithmeticException exception) {
      throw new SweepFileException(file + ": more points than can be counted", exception);
    }
    if (points == 0 || points > MOST_POINTS) {
      throw new SweepFileException(
          file + ": the matrix has " + points + " points, expected 1 to " + MOST_POINTS);
    }
    return new SweepMatrix(axes, setting, configurations, points);
  }

  /** How many points there are. */
  public long size() {
    return points;
  }

  /** Whether points differ in their command lines. */
  boolean hasCommandLines() {
    return axes.commandLines().size() > 1;
  }

  /** The kernels. */
  List<SweepKernel> kernels() {
    return axes.kernels();
  }

  /** Whether all points are kernels. */
  boolean isOfKernels() {
    return configurations == 0;
  }

  /** How many points each kernel has. */
  long pointsPerKernel() {
    return (points - configurations) / Math.max(1, axes.kernels().size());
  }

  /** The files that the points depend on. */
  List<Path> files() {
    return axes.kernels().stream().flatMap(kernel -> kernel.files().stream()).toList();
  }

  /** All else that they depend on. */
  String description() {
    return axes + "\n" + setting;
  }

  /** The axes with more than one value, in their order, by the names that lines have for them. */
  List<String> varied() {
    List<String> varied = new ArrayList<>();
    addVaried(varied, "pageSize", isOfKernels() ? List.of() : axes.granules());
    addVaried(varied, "vaBits", isOfKernels() ? List.of() : axes.vaBits());
    addVaried(varied, "kasan", isOfKernels() ? List.of() : axes.kasan());
    addVaried(varied, "release", isOfKernels() ? List.of() : axes.releases());
    addVaried(varied, "kernel", axes.kernels());
    if (!isOfKernels() && axes.kernels().size() == 1) {
      varied.add("kernel");
    }
    addVaried(varied, "cpu", axes.cpus());
    addVaried(varied, "structPageSize", axes.structPageSizes());
    addVaried(varied, "cmdline", axes.commandLines());
    return varied;
  }

  private static void addVaried(List<String> varied, String name, List<?> values) {
    if (values.size() > 1) {
      varied.add(name);
    }
  }

  /** The axes with one value, with it, in words. */
  String common() {
    List<String> common = new ArrayList<>();
    if (!isOfKernels() && axes.kernels().isEmpty()) {
      addCommon(common, axes.granules(), value -> value.label() + " pages");
      addCommon(common, axes.vaBits(), value -> value + " VA bits");
      addCommon(common, axes.kasan(), value -> "KASAN " + value);
      addCommon(common, axes.releases(), value -> "release " + value.name());
    } else if (isOfKernels()) {
      addCommon(common, axes.kernels(), SweepKernel::label);
    }
    addCommon(common, axes.cpus(), CpuModel::name);
    addCommon(common, axes.commandLines(), value -> value.isEmpty() ? "" : '"' + value + '"');
    if (!axes.kernels().isEmpty()) {
      common.add("at " + setting.stage().label());
    }
    return String.join(", ", common.stream().filter(text -> !text.isEmpty()).toList());
  }

  private static <T> void addCommon(List<String> common, List<T> values, Function<T, String> text) {
    if (values.size() == 1) {
      common.add(text.apply(values.get(0)));
    }
  }

  SweepSetting setting() {
    return setting;
  }

  /** The point of an index from 0 on. */
  SweepPoint point(long index) {
    long rest = index < configurations ? index : index - configurations;
    String commandLine = axes.commandLines().get((int) (rest % axes.commandLines().size()));
    rest /= axes.commandLines().size();
    int structPage = (int) (rest % axes.structPageSizes().size());
    rest /= axes.structPageSizes().size();
    CpuModel cpu = axes.cpus().get((int) (rest % axes.cpus().size()));
    rest /= axes.cpus().size();
    int structPageSize = axes.structPageSizes().get(structPage);
    if (index >= configurations) {
      SweepKernel kernel = axes.kernels().get((int) rest);
      return new SweepPoint(
          index, Optional.empty(), Optional.of(kernel), cpu, structPageSize, commandLine);
    }
    SweepRelease release = axes.releases().get((int) (rest % axes.releases().size()));
    rest /= axes.releases().size();
    Kasan kasan = axes.kasan().get((int) (rest % axes.kasan().size()));
    rest /= axes.kasan().size();
    int vaBits = axes.vaBits().get((int) (rest % axes.vaBits().size()));
    Granule granule = axes.granules().get((int) (rest / axes.vaBits().size()));
    SweepPoint.Configuration configuration =
        new SweepPoint.Configuration(granule, vaBits, kasan, release);
    return new SweepPoint(
        index, Optional.of(configuration), Optional.empty(), cpu, structPageSize, commandLine);
  }
}
