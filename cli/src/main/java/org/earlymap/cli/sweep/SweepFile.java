// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.boot.decide.Stage;
import org.earlymap.cli.options.AddressConverter;
import org.earlymap.cli.options.GranuleConverter;
import org.earlymap.cli.options.MemoryConverter;
import org.earlymap.cli.options.SizeConverter;
import org.earlymap.cli.text.YamlText;
import org.earlymap.config.Kasan;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.WholeFile;
import org.earlymap.layout.VaLayout;
import org.earlymap.version.KernelRelease;
import org.earlymap.version.KernelTraits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a sweep: a YAML mapping of the names below to a value or a list of values each. */
public final class SweepFile {
  private static final int GREATEST_SIZE = 1 << 20;
  private static final List<String> NAMES =
      List.of(
          "page-size",
          "va-bits",
          "kasan",
          "release",
          "kernels",
          "cpu",
          "struct-page-size",
          "memory",
          "load-address",
          "kaslr-seed",
          "cmdline",
          "boot-el",
          "image-size",
          "stage",
          "engine");

  private final Path path;
  private final Map<String, List<String>> values;
  private final List<SweepKernel> kernels;

  private SweepFile(Path path, Map<String, List<String>> values, List<SweepKernel> kernels) {
    this.path = path;
    this.values = values;
    this.kernels = kernels;
  }

  /**
   * Reads the sweep in {@code path}.
   *
   * @throws SweepFileException where it is none
   */
  public static SweepMatrix read(Path path) throws IOException {
    return parse(path, WholeFile.text(path, GREATEST_SIZE, "a sweep"));
  }

  /**
   * Reads a sweep's text.
   *
   * @param path where it comes from: for messages, and for the kernels, which are found beside it
   */
  public static SweepMatrix parse(Path path, String text) throws IOException {
    Map<?, ?> map =
        YamlText.mapping(
            path.toString(), text, GREATEST_SIZE, "va-bits: [48]", SweepFileException::new);
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<SweepKernel> kernels = List.of();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = String.valueOf(entry.getKey());
      if (!NAMES.contains(name)) {
        throw new SweepFileException(
            path + ": '" + name + "' is not known; there are " + String.join(", ", NAMES));
      }
      if (name.equals("kernels")) {
        kernels = SweepKernels.read(path, entry.getValue());
        continue;
      }
      values.put(name, strings(path, name, entry.getValue()));
    }
    return new SweepFile(path, values, kernels).matrix();
  }

  static List<String> strings(Path path, String name, Object value) {
    List<String> strings = new ArrayList<>();
    if (value instanceof String text) {
      strings.add(text);
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        if (!(element instanceof String text)) {
          throw new SweepFileException(path + ": " + name + " has a value that is no scalar");
        }
        strings.add(text);
      }
    }
    if (strings.stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
      throw new SweepFileException(path + ": " + name + " has a NUL in a value");
    }
    if (strings.isEmpty()) {
      throw new SweepFileException(path + ": " + name + " has no value");
    }
    return strings;
  }

  private SweepMatrix matrix() throws IOException {
    boolean configurations = kernels.isEmpty() || values.containsKey("va-bits");
    List<CpuModel> cpus = new ArrayList<>();
    for (String cpu : of("cpu", CpuModel.USUAL)) {
      cpus.add(CpuModel.find(cpu));
    }
    SweepMatrix.Axes axes =
        new SweepMatrix.Axes(
            configurations ? converted("page-size", "4K", new GranuleConverter()) : List.of(),
            converted("va-bits", "48", SweepFile::integer),
            converted("kasan", "none", SweepFile::kasan),
            converted("release", KernelRelease.ASSUMED, SweepFile::release),
            kernels,
            cpus,
            converted(
                "struct-page-size",
                Integer.toString(VaLayout.USUAL_STRUCT_PAGE_SIZE),
                SweepFile::integer),
            of("cmdline", ""));
    return SweepMatrix.of(path.toString(), axes, setting());
  }

  private SweepSetting setting() {
    List<Range> memory = converted("memory", "0x40000000:1G", new MemoryConverter());
    List<Long> load = optional("load-address", new AddressConverter());
    List<Long> seed = optional("kaslr-seed", new AddressConverter());
    List<Long> size = optional("image-size", new SizeConverter());
    List<Integer> bootEl = converted("boot-el", "1", SweepFile::integer);
    String stage = one("stage", of("stage", Stage.EARLY_MAP.label()));
    Optional<Stage> booted = Stage.named(stage);
    if (booted.isEmpty()) {
      throw new SweepFileException(path + ": stage: '" + stage + "' is no stage of a boot");
    }
    return new SweepSetting(
        memory,
        load.isEmpty() ? OptionalLong.empty() : OptionalLong.of(one("load-address", load)),
        seed.isEmpty() ? OptionalLong.empty() : OptionalLong.of(one("kaslr-seed", seed)),
        one("boot-el", bootEl),
        size.isEmpty() ? Optional.empty() : Optional.of(one("image-size", size)),
        booted.get(),
        byCode());
  }

  private boolean byCode() {
    String engine = one("engine", of("engine", "model"));
    if (!engine.equals("kernel") && !engine.equals("model")) {
      throw new SweepFileException(path + ": engine: '" + engine + "' is not kernel or model");
    }
    return engine.equals("kernel");
  }

  private List<String> of(String name, String usual) {
    return values.getOrDefault(name, List.of(usual));
  }

  private <T> T one(String name, List<T> found) {
    if (found.size() != 1) {
      throw new SweepFileException(
          path + ": " + name + " has " + found.size() + " values, expected one");
    }
    return found.get(0);
  }

  private <T> List<T> optional(String name, ITypeConverter<T> converter) {
    return values.containsKey(name) ? converted(name, "", converter) : List.of();
  }

  private <T> List<T> converted(String name, String usual, ITypeConverter<T> converter) {
    List<T> converted = new ArrayList<>();
    for (String text : of(name, usual)) {
      try {
        converted.add(converter.convert(text));
      } catch (TypeConversionException exception) {
        throw new SweepFileException(path + ": " + name + ": " + exception.getMessage(), exception);
      } catch (Exception exception) {
        throw new SweepFileException(path + ": " + name + ": '" + text + "'", exception);
      }
    }
    return converted;
  }

  private static Integer integer(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException exception) {
      throw new TypeConversionException("'" + text + "' is not a number");
    }
  }

  private static Kasan kasan(String text) {
    for (Kasan kasan : Kasan.values()) {
      if (kasan.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_'))) {
        return kasan;
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is not one of none, generic, sw-tags, hw-tags");
  }

  private static SweepRelease release(String text) {
    Optional<KernelTraits> named = KernelTraits.ofProfile(text);
    if (named.isPresent()) {
      return new SweepRelease(text, named.get(), Optional.empty());
    }
    Optional<KernelRelease> parsed = KernelRelease.parse(text);
    if (parsed.isPresent() && !KernelTraits.isPlausible(parsed.get())) {
      throw new TypeConversionException(
          "the layout of Linux " + text + " is not known; known are " + KernelTraits.known());
    }
    return parsed
        .map(
            release ->
                new SweepRelease(text, KernelTraits.of(release), KernelTraits.remark(release)))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a release such as 6.12 or " + KernelTraits.LPA2_SERIES));
  }
}
