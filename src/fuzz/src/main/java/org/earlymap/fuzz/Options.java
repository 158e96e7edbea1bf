// SPDX-License-Identifier: Apache-2.0
package org.earlymap.fuzz;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earlymap.cli.Earlymap;

/** The options of each command, as its help names them, and values for them. */
final class Options {
  private static final Pattern OPTION =
      Pattern.compile(
          "^ +(?:-\\w, )?(--[a-z0-9.-]+)(?:, --[a-z]+)?(?:=(\\S+))?", Pattern.MULTILINE);

  /** Those that print much, write elsewhere, or take as long as they are told to. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "--help",
          "--version",
          "--debug",
          "--output",
          "--memory",
          "--memory-out",
          "--max-instructions",
          "--random",
          "--seed",
          "--stage",
          "--threads",
          "--dtb");

  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          Map.entry("PA", List.of("0x40200000", "0x80000000", "0xfffffffff0000000", "0")),
          Map.entry("SIZE", List.of("4K", "16K", "64K", "1M", "2M", "16777216")),
          Map.entry("BITS", List.of("36", "39", "42", "47", "48", "52")),
          Map.entry("BYTES", List.of("32", "64", "128")),
          Map.entry("RELEASE", List.of("6.1", "6.6", "6.9", "6.12", "6.12.117", "6.18", "7.0")),
          Map.entry("PROFILE", List.of("lpa2-v3", "6.12")),
          Map.entry("NAME=on|off", List.of("pte-dirty=off", "wxn=on", "modules-2g=on")),
          Map.entry("NAME=VALUE", List.of("ID_AA64MMFR0_EL1=0x1124", "ID_AA64MMFR2_EL1=0x1011")),
          Map.entry("NUMBER", List.of("0", "none", "0x123456789abcdef", "7")),
          Map.entry("SEED", List.of("0", "none", "0x123456789abcdef")),
          Map.entry(
              "TEXT",
              List.of(
                  "nokaslr",
                  "rodata=off",
                  "mem=64M",
                  "arm64.nolva -- x",
                  "id_aa64mmfr1.vh=0 kvm-arm.mode=nvhe nokaslr",
                  "arm64.nosve arm64.nosme \"quoted words\" id_aa64pfr0.el0=1",
                  "arm64_sw.nokaslr=1 kpti=on initcall_debug memblock=debug",
                  "earlycon=uart8250,mmio32,0xfe001000 hugepages=512 cma=64M@0x40000000",
                  "mem=0 mem=-1 rodata=noalias ID_AA64MMFR2.varange=0")),
          Map.entry("MODE", List.of("none", "generic", "sw-tags", "hw-tags")),
          Map.entry("FORMAT", List.of("text", "json", "csv", "dot", "html", "sarif", "junit")),
          Map.entry("text|json", List.of("text", "json")),
          Map.entry("1|2", List.of("1", "2")),
          Map.entry("HALF", List.of("upper", "lower")),
          Map.entry("NAME|ADDRESS", List.of("swapper_pg_dir", "init_idmap_pg_dir", "0x40200000")),
          Map.entry("VALUE", List.of("0xb5103510", "0x34f5503510", "0x40200000", "0xff44f404ff")),
          Map.entry("RULE[,RULE...]", List.of("EM-TBL", "EM-SEG-003", "EM-PRM")),
          Map.entry("SEVERITY", List.of("note", "warning", "error", "never")),
          Map.entry("LEVEL", List.of("-1", "0", "1", "2", "3", "unknown")),
          Map.entry("ASID", List.of("0", "5", "0xffff")),
          Map.entry("I/N", List.of("1/2", "3/16")),
          Map.entry("VA:SIZE", List.of("0xffff800080000000:2M")),
          Map.entry("MODEL|MIDR|FILE", List.of("cortex-a72", "qemu-max", "neoverse-n1")));

  private final Map<String, List<List<String>>> known = new HashMap<>();

  /** Some options of {@code command} with values, some of them spoilt. */
  List<String> some(String command, Random random, Mutation mutation) {
    List<List<String>> options = known.computeIfAbsent(command, Options::read);
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0 && !options.isEmpty(); i--) {
      List<String> option = options.get(random.nextInt(options.size()));
      words.add(option.get(0));
      if (option.size() > 1) {
        List<String> values = VALUES.getOrDefault(option.get(1), List.of("x"));
        words.add(mutation.word(values.get(random.nextInt(values.size()))));
      }
    }
    return words;
  }

  private static List<List<String>> read(String command) {
    StringWriter help = new StringWriter();
    Earlymap.run(new PrintWriter(help), new PrintWriter(help), command, "--help");
    List<List<String>> options = new ArrayList<>();
    Matcher option = OPTION.matcher(help.toString());
    while (option.find()) {
      if (!LEFT_OUT.contains(option.group(1))) {
        String label = option.group(2);
        options.add(label == null ? List.of(option.group(1)) : List.of(option.group(1), label));
      }
    }
    return options;
  }
}
