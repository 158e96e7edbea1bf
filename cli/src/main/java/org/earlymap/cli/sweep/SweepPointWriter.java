// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.sweep;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.earlymap.InputException;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.build.LayoutWriter;
import org.earlymap.cli.options.UsualConfiguration;
import org.earlymap.cli.output.ErrorReport;
import org.earlymap.kernel.KernelBuild;
import org.earlymap.machine.Machine;
import org.earlymap.machine.MachineBuilder;
import org.earlymap.run.TraitsByRun;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Computes the points of a sweep and writes each as one line of JSON, schema {@code
 * earlymap.sweep-point/1}.
 */
final class SweepPointWriter {
  private static final String SCHEMA = "earlymap.sweep-point/1";

  private final JsonFactory factory = new JsonFactory();
  private final Map<SweepKernel, KernelBuild> kernels = new ConcurrentHashMap<>();
  private final SweepSetting setting;

  private final boolean commandLines;
  private final Optional<Path> builds;

  /**
   * Writes points of a sweep.
   *
   * @param builds the folder that takes the kernels' builds, each in one with its point's number,
   *     where they are to be kept
   */
  SweepPointWriter(SweepMatrix matrix, Optional<Path> builds) {
    this.setting = matrix.setting();
    this.commandLines = matrix.hasCommandLines();
    this.builds = builds;
  }

  /** The line of {@code point}, with its line feed. */
  String line(SweepPoint point) {
    StringWriter line = new StringWriter(8192);
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeNumberProperty("point", point.index());
      point.configuration().ifPresent(configuration -> writeConfiguration(json, configuration));
      point.kernel().ifPresent(kernel -> json.writeStringProperty("kernel", kernel.label()));
      point
          .kernel()
          .flatMap(SweepKernel::config)
          .ifPresent(config -> json.writeStringProperty("config", config.toString()));
      json.writeStringProperty("cpu", point.cpu().name());
      json.writeNumberProperty("structPageSize", point.structPageSize());
      if (commandLines) {
        json.writeStringProperty("cmdline", point.commandLine());
      }
      writeResult(json, point);
      json.writeEndObject();
    }
    return line.append('\n').toString();
  }

  private static void writeConfiguration(
      JsonGenerator json, SweepPoint.Configuration configuration) {
    json.writeStringProperty("pageSize", configuration.granule().label());
    json.writeNumberProperty("vaBits", configuration.vaBits());
    json.writeStringProperty("kasan", configuration.kasan().name());
    json.writeStringProperty("release", configuration.release().name());
    configuration.release().remark().ifPresent(text -> json.writeStringProperty("remark", text));
  }

  /** The layout, or why there is none; a combination that cannot be is an answer too. */
  private void writeResult(JsonGenerator json, SweepPoint point) {
    try {
      if (point.kernel().isPresent()) {
        KernelBuild kernel = kernel(point.kernel().get());
        if (setting.byCode()) {
          RunCounts.of(
                  kernel,
                  machine(point).loadedWith(kernel.symbols()),
                  setting.stage(),
                  folder(point))
              .write(json);
          return;
        }
        AddressSpace space =
            AddressSpace.of(
                kernel.config(),
                kernel.traits(),
                point.structPageSize(),
                AddressSpace.Image.of(kernel.symbols()),
                machine(point));
        TableCounts counts = TableCounts.of(kernel, machine(point), setting.stage(), folder(point));
        writeLayout(json, space);
        counts.write(json);
      } else {
        writeLayout(json, space(point));
      }
    } catch (InputException exception) {
      json.writeStringProperty("invalid", ErrorReport.message(exception));
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  private static void writeLayout(JsonGenerator json, AddressSpace space) {
    json.writeObjectPropertyStart("layout");
    LayoutWriter.writeProperties(json, space);
    json.writeEndObject();
  }

  private AddressSpace space(SweepPoint point) {
    SweepPoint.Configuration configuration = point.configuration().orElseThrow();
    AddressSpace.Image image =
        setting.imageSize().isPresent()
            ? new AddressSpace.Image(setting.imageSize().get(), false, List.of())
            : AddressSpace.Image.usual();
    return AddressSpace.of(
        UsualConfiguration.of(
            configuration.granule(), configuration.vaBits(), configuration.kasan()),
        configuration.release().traits(),
        point.structPageSize(),
        image,
        machine(point));
  }

  private Machine machine(SweepPoint point) {
    MachineBuilder machine =
        Machine.builder(point.cpu())
            .banks(setting.memory())
            .bootArgs(point.commandLine())
            .kaslrSeed(setting.kaslrSeed())
            .bootEl(setting.bootEl());
    setting.loadAddress().ifPresent(machine::loadAddress);
    return machine.build();
  }

  private Optional<Path> folder(SweepPoint point) {
    return builds.map(folder -> folder.resolve(Long.toString(point.index())));
  }

  private KernelBuild kernel(SweepKernel kernel) {
    return kernels.computeIfAbsent(
        kernel,
        named -> {
          try {
            return TraitsByRun.load(named.file(), named.hints());
          } catch (IOException exception) {
            throw new UncheckedIOException(exception);
          }
        });
  }
}
