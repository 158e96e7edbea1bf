// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.earlymap.Range;
import org.earlymap.arch.RegimeKind;
import org.earlymap.arch.Rights;
import org.earlymap.cli.options.AddressConverter;
import org.earlymap.cli.options.GranuleConverter;
import org.earlymap.cli.options.HexConverter;
import org.earlymap.cli.options.MemoryConverter;
import org.earlymap.cli.options.SizeConverter;
import org.earlymap.cli.text.YamlText;
import org.earlymap.cpu.CpuModel;
import org.earlymap.format.Bytes;
import org.earlymap.format.WholeFile;
import org.earlymap.format.elf.ElfFile;
import org.earlymap.plan.Plan;
import org.earlymap.plan.PlanCpu;
import org.earlymap.plan.PlanException;
import org.earlymap.plan.PlanGuard;
import org.earlymap.plan.PlanPolicy;
import org.earlymap.plan.PlanRegion;
import org.earlymap.plan.PlanSpace;
import org.earlymap.plan.ProgramRegions;
import org.earlymap.plan.RegionMemory;
import picocli.CommandLine.TypeConversionException;

/**
 * A plan as its file has it: YAML, schema {@code earlymap.plan/1}.
 *
 * @param name what the tables are called
 * @param plan what is asked
 * @param program the program's file
 */
record PlanFile(String name, Plan plan, Optional<Path> program) {
  /** The value of {@code schema}. */
  static final String SCHEMA = "earlymap.plan/1";

  /** The regimes as a plan spells them, in the order of {@link #KINDS}. */
  static final List<String> REGIMES = List.of("el1", "el2", "el3", "stage2");

  private static final List<RegimeKind> KINDS =
      List.of(RegimeKind.EL1, RegimeKind.EL2, RegimeKind.EL3, RegimeKind.STAGE2);
  private static final int GREATEST_SIZE = 1 << 20;
  private static final int EL0_SHIFT = 3;

  /** Reads the plan in {@code path}, and the program that it names beside it. */
  static PlanFile read(Path path) throws IOException {
    String text = WholeFile.text(path, GREATEST_SIZE, "a plan");
    String label = path.toString();
    PlanFields fields =
        new PlanFields(
            label,
            YamlText.mapping(label, text, GREATEST_SIZE, "schema: " + SCHEMA, PlanException::new));
    if (fields.word("schema", List.of(SCHEMA)).isEmpty()) {
      throw missing(label);
    }
    String name = fields.text("name").orElse("tables");
    if (!name.matches("[A-Za-z0-9_.-]{1,100}") || name.startsWith(".")) {
      throw new PlanException(
          label + ": name: found '" + name + "', expected letters, digits and _ . -");
    }
    PlanSpace space = space(fields);
    Optional<Path> program = fields.text("program").map(path::resolveSibling);
    List<PlanRegion> regions = new ArrayList<>(program(fields, program, space.kind()));
    List<PlanGuard> guards = new ArrayList<>();
    for (PlanFields each : fields.children("regions")) {
      regions.add(region(each, space));
    }
    for (PlanFields each : fields.children("guards")) {
      long va = each.required("va", new HexConverter());
      long size = each.required("size", new SizeConverter());
      guards.add(new PlanGuard(each.required("name"), new Range(va, va + size)));
      each.end();
    }
    PlanPolicy policy = policy(fields.child("policy"), space);
    Plan.TableMemory tables = tables(fields.child("tables"));
    Optional<String> cpu = fields.text("cpu");
    fields.end();
    Plan plan = new Plan(space, regions, guards, policy, tables);
    if (cpu.isPresent()) {
      CpuModel model = CpuModel.find(cpu.get());
      PlanCpu.require(plan, model.name(), model.registers());
    }
    return new PlanFile(name, plan, program);
  }

  private static PlanException missing(String label) {
    return new PlanException(label + ": not a plan: expected 'schema: " + SCHEMA + "'");
  }

  private static PlanSpace space(PlanFields fields) throws IOException {
    PlanSpace usual = PlanSpace.USUAL;
    RegimeKind kind = fields.word("regime", REGIMES).map(KINDS::get).orElse(usual.kind());
    if (fields.flag("fwb", false)) {
      if (kind != RegimeKind.STAGE2) {
        throw new PlanException(fields.where() + ": fwb: only stage 2 has it");
      }
      kind = RegimeKind.STAGE2_FWB;
    }
    boolean wide = fields.flag("wide", false);
    return new PlanSpace(
        kind,
        fields.value("granule", new GranuleConverter()).orElse(usual.granule()),
        fields.number("va-bits").map(OptionalInt::of).orElse(OptionalInt.empty()),
        fields.number("pa-bits").orElse(wide ? 52 : usual.paBits()),
        wide,
        fields.flag("big-endian", false));
  }

  private static List<PlanRegion> program(
      PlanFields fields, Optional<Path> program, RegimeKind kind) throws IOException {
    boolean sections = fields.word("map", List.of("sections", "segments")).orElse(0) == 0;
    ProgramRegions.Placement placement = placement(fields.child("place"));
    PlanFields named = fields.child("sections");
    List<ProgramRegions.Rule> rules = new ArrayList<>();
    for (String pattern : named.names()) {
      PlanFields rule = named.child(pattern);
      boolean left = rule.flag("leave-out", false);
      rules.add(
          new ProgramRegions.Rule(
              pattern, left ? Optional.empty() : Optional.of(attributes(rule, kind))));
      rule.end();
    }
    if (program.isEmpty()) {
      return List.of();
    }
    if (!rules.isEmpty() && !sections) {
      throw new PlanException(fields.where() + ": sections: expected 'map: sections' with them");
    }
    ElfFile elf = ElfFile.of(Bytes.map(program.get()));
    return sections
        ? ProgramRegions.sections(elf, placement, kind, rules)
        : ProgramRegions.segments(elf, placement, kind);
  }

  private static ProgramRegions.Placement placement(PlanFields fields) {
    Optional<Long> offset = fields.value("offset", PlanFile::signed);
    Optional<Long> at = fields.value("at", new AddressConverter());
    fields.end();
    if (offset.isPresent() && at.isPresent()) {
      throw new PlanException(fields.where() + ": found offset and at, expected one of them");
    }
    return new ProgramRegions.Placement(
        offset.orElse(0L), at.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  private static Long signed(String text) throws Exception {
    return text.startsWith("-")
        ? -new HexConverter().convert(text.substring(1))
        : new HexConverter().convert(text);
  }

  private static PlanRegion region(PlanFields fields, PlanSpace space) {
    String name = fields.required("name");
    long va = fields.required("va", new HexConverter());
    PlanRegion region =
        new PlanRegion(
            name,
            va,
            fields.value("pa", new HexConverter()).orElse(va),
            fields.required("size", new SizeConverter()),
            attributes(fields, space.kind()),
            false);
    fields.end();
    return region;
  }

  private static PlanRegion.Attributes attributes(PlanFields fields, RegimeKind kind) {
    int rights = fields.required("access", PlanFile::access);
    int usual = kind.isStage2() ? rights : 0;
    int el0 = fields.value("el0", PlanFile::access).orElse(usual);
    RegionMemory memory = fields.value("memory", PlanFile::memory).orElse(RegionMemory.NORMAL);
    return new PlanRegion.Attributes(
        rights | el0 << EL0_SHIFT,
        memory,
        fields.flag("global", true),
        fields.flag("guarded", false),
        fields.flag("non-secure", false));
  }

  private static int access(String text) {
    int rights = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int right =
          switch (c) {
            case 'r' -> Rights.EL1_READ;
            case 'w' -> Rights.EL1_WRITE;
            case 'x' -> Rights.EL1_EXECUTE;
            case '-' -> 0;
            default ->
                throw new TypeConversionException("'" + text + "' is not made of r, w, x and -");
          };
      if ((rights & right) != 0) {
        throw new TypeConversionException("'" + text + "' says '" + c + "' twice");
      }
      rights |= right;
    }
    return rights;
  }

  private static RegionMemory memory(String text) {
    return RegionMemory.named(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is not one of device, "
                        + String.join(
                            ", ",
                            List.of(RegionMemory.values()).stream()
                                .map(RegionMemory::label)
                                .toList())));
  }

  private static PlanPolicy policy(PlanFields fields, PlanSpace space) {
    PlanPolicy usual = PlanPolicy.USUAL;
    long largest =
        fields
            .value(
                "blocks",
                text ->
                    text.equals("largest")
                        ? Long.valueOf(usual.largestBlock())
                        : text.equals("pages")
                            ? Long.valueOf(space.granule().bytes())
                            : new SizeConverter().convert(text))
            .orElse(usual.largestBlock());
    PlanPolicy policy =
        new PlanPolicy(
            largest,
            fields.flag("contiguous", usual.contiguous()),
            fields.flag("across-regions", usual.acrossRegions()),
            fields.word("shared-pages", List.of("refuse", "split")).orElse(0) == 0
                ? PlanPolicy.SharedPages.REFUSE
                : PlanPolicy.SharedPages.SPLIT,
            fields.word("writable-and-executable", List.of("refuse", "allow")).orElse(0) == 1);
    fields.end();
    return policy;
  }

  private static Plan.TableMemory tables(PlanFields fields) {
    Plan.TableMemory tables =
        new Plan.TableMemory(
            fields
                .value("at", new AddressConverter())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()),
            fields
                .value("size", new SizeConverter())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()),
            fields.values("within", new MemoryConverter()));
    fields.end();
    return tables;
  }
}
