// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.earlymap.Hex;
import org.earlymap.arch.TranslationRegisters;
import org.earlymap.arch.VaHalf;
import org.earlymap.cli.CapturedFiles;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.RealCore;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands that read tables, on the memory of real kernels, run as a user does. */
final class ImageCommandsTest {
  @TempDir private Path folder = Path.of("");

  /** Several plain files make one memory; the text is the kernel's own, line by line. */
  @ParameterizedTest
  @ValueSource(strings = {"4k-52", "16k-52-n1"})
  void dumpOfPlainMemoryIsTheKernelsText(String name) throws IOException {
    JsonNode file = TruthFile.json("truth/ptdump/" + name + ".json");
    CapturedTables captured = CapturedTables.of(file);
    List<String> command = new ArrayList<>(List.of("dump"));
    List<String> plain = CapturedFiles.plain(folder, captured.memory());
    assertThat(plain).hasSizeGreaterThan(1);
    command.add(plain.get(0));
    plain.subList(1, plain.size()).forEach(each -> command.add("--memory=" + each));
    command.addAll(registers(captured));
    command.add("--config=" + config(file));
    command.add("--release=" + file.get("release").asString());
    Invocation dump = Invocation.of(command.toArray(String[]::new));
    assertThat(dump.err()).isEmpty();
    assertThat(dump.out().lines()).containsExactlyElementsOf(lines(file));
    assertThat(dump.code()).isEqualTo(ExitCode.DONE);
  }

  /** A core says by itself where its kernel's tables are. */
  @ParameterizedTest
  @ValueSource(strings = {"4k-52", "16k-52-n1"})
  void dumpOfACoreTakesTheRegistersFromVmcoreinfo(String name) throws IOException {
    JsonNode file = TruthFile.json("truth/ptdump/" + name + ".json");
    Path core = core(file, CapturedTables.of(file));
    Invocation dump = Invocation.of("dump", core.toString(), "--config=" + config(file));
    assertThat(dump.err()).isEmpty();
    assertThat(dump.out().lines()).containsExactlyElementsOf(lines(file));
  }

  @Test
  void jsonAndCsvAndDotAreWhole() throws IOException {
    JsonNode file = TruthFile.json("truth/ptdump/4k-52.json");
    String core = core(file, CapturedTables.of(file)).toString();
    Invocation csv = Invocation.of("dump", core, "--format=csv");
    Invocation json = Invocation.of("dump", core, "--format=json");
    Invocation dot = Invocation.of("dump", core, "--format=dot");
    long rows = csv.out().lines().count() - 1;
    JsonNode parsed =
        new tools.jackson.databind.json.JsonMapper().readTree(json.out()).get("mappings");
    assertThat(parsed.size()).isEqualTo((int) rows);
    assertThat(parsed.get(0).get("va").asString()).isEqualTo("0xfff0000000000000");
    assertThat(parsed.get(0).get("rights").asString()).isEqualTo("EL1 rw- EL0 ---");
    long nodes = dot.out().lines().filter(line -> line.contains("[label=\"level")).count();
    assertThat(nodes).isEqualTo(file.get("ttbr1").get("tables").size());
  }

  @Test
  void walkShowsEveryLevelAndTheVerdict() throws IOException {
    JsonNode file = TruthFile.json("truth/ptdump/4k-52.json");
    String core = core(file, CapturedTables.of(file)).toString();
    Invocation walk = Invocation.of("walk", core, "0xffff800080010123");
    assertThat(walk.out())
        .isEqualToNormalizingNewlines(
            Files.readString(Path.of("src/test/resources/walk/kernel-text.txt")));
    assertThat(walk.code()).isEqualTo(ExitCode.DONE);

    Invocation fault = Invocation.of("walk", core, "0xffff800000000000");
    assertThat(fault.out()).endsWith("  translation fault at level 1" + System.lineSeparator());
    assertThat(fault.code()).isEqualTo(ExitCode.NO);
  }

  /** A core of the emulator, which has no registers: the kernel is found in it. */
  @Test
  void aCoreWithoutRegistersIsEnough() throws IOException {
    String core = Files.write(folder.resolve("core.z"), RealCore.flattened()).toString();
    Invocation found = Invocation.of("walk", core, "0xffff800080010000");
    assertThat(found.code()).isEqualTo(ExitCode.DONE);
    assertThat(found.err())
        .contains("found Linux 6.12.117-sample, whose tables map it to where it lies")
        .contains("root 0x0000000040226000");
    assertThat(found.out()).contains("  pa 0x0000000040210000  EL1 r-x EL0 ---");
    Invocation given =
        Invocation.of("walk", core, "0xffff800080010000", "--registers=" + RealCore.REGISTERS);
    assertThat(given.err()).isEmpty();
    assertThat(given.out()).isEqualTo(found.out());
    Invocation dump = Invocation.of("dump", core);
    assertThat(dump.out())
        .isEqualTo(Invocation.of("dump", core, "--registers=" + RealCore.REGISTERS).out())
        .contains("0xffff800080010000-0xffff800080020000          64K PTE       ro x  SHD AF");
    Invocation lower = Invocation.of("walk", core, "0x40200000");
    assertThat(lower.err()).contains("--ttbr0 is needed");
    Invocation idmap =
        Invocation.of("walk", core, "0x40200000", "--registers=" + RealCore.REGISTERS);
    assertThat(idmap.out())
        .contains("through TTBR0")
        .contains("table 0x0000000040225000 index 0")
        .contains("translation fault at level 0");
  }

  /** Addresses by name, in a core whose kernel was moved and in a build. */
  @Test
  void symbolsNameAddressesAndAreNamed() throws IOException {
    String core = Files.write(folder.resolve("core.z"), RealCore.flattened()).toString();
    String kernel = "../samples/kernel/booting/vmlinux-booting";
    Invocation named = Invocation.of("walk", core, "start_kernel+4", "--symbols=" + kernel);
    assertThat(named.code()).isEqualTo(ExitCode.DONE);
    assertThat(named.out()).contains("  in start_kernel+0x4");
    String va = named.out().substring(3, 21);
    Invocation bare = Invocation.of("walk", core, va.substring(2), "--symbols=" + kernel);
    assertThat(bare.out()).isEqualTo(named.out());
    Invocation json =
        Invocation.of("walk", core, "start_kernel+4", "--symbols=" + kernel, "--format=json");
    assertThat(json.out()).contains("\"symbol\" : \"start_kernel+0x4\"");
    assertThat(Invocation.of("walk", core, "start_kernel").err())
        .contains("there are no symbols here: give --symbols");
    assertThat(Invocation.of("walk", core, "no_such_thing", "--symbols=" + kernel).err())
        .contains("it is not in " + kernel);
    assertThat(Invocation.of("walk", core, "start_kernel-0", "--symbols=" + core).err())
        .contains("no kernel");
    // Hexadecimal digits are a symbol first where there is one of that name.
    Path map =
        Files.writeString(
            folder.resolve("System.map"),
            "ffff800080000000 T _text\nffff800080010000 T fade\nffff800080090000 B _end\n");
    assertThat(Invocation.of("walk", core, "fade", "--symbols=" + map).out())
        .startsWith("va 0xffff800080010000")
        .contains("  in fade");
    assertThat(Invocation.of("walk", core, "0xfade", "--symbols=" + map).err())
        .contains("--ttbr0 is needed");
  }

  @Test
  void registersThatAFileLacksAreAskedForByName() throws IOException {
    String plain = Files.write(folder.resolve("ram"), new byte[4096]) + "@0x40000000";
    Path registers = Files.writeString(folder.resolve("registers"), "TCR_EL1=0x2b5103510\n");
    Invocation none = Invocation.of("dump", plain, "--registers=" + registers);
    assertThat(none.err()).contains("--ttbr1 is needed");
    Files.writeString(registers, "TTBR1_EL1=0x40226000\n");
    assertThat(Invocation.of("dump", plain, "--registers=" + registers).err())
        .contains("give --tcr")
        .contains("does not have it");
    Files.writeString(registers, "TTBR1_EL1=0x40000000 TCR_EL1=0x2b5103510 TCR2_EL1=2 PIR_EL1=1");
    assertThat(Invocation.of("dump", plain, "--registers=" + registers).err())
        .contains("PIRE0_EL1 is needed");
    assertThat(Invocation.of("dump", plain, "--tcr=0", "--ttbr1=0x40000000").err())
        .contains("TG1 is 0, which is reserved");
  }

  @Test
  void decodeSaysWhatTheFieldsMean() {
    Invocation decode = Invocation.of("decode", "0x00e8000040400703", "--level=3");
    assertThat(decode.out())
        .isEqualToNormalizingNewlines(
            """
            0x00e8000040400703 at level 3
              page of 4 KiB at 0x0000000040400000
              AttrIndx 0    Normal WB RA WA
              AP 0          EL1 read-write
              SH 3          inner shareable
              AF            accessed
              DBM           dirty state is managed; Linux: writable
              PXN           EL1 does not execute it
              UXN           EL0 does not execute it
              bit 55        software; Linux: dirty
              rights        EL1 rw- EL0 ---
            """);
    assertThat(Invocation.of("decode", "0x1800000040481003", "--level=1").out())
        .contains("table at 0x0000000040481000")
        .contains("UXNTable      EL0 executes nothing beneath")
        .contains("PXNTable      EL1 executes nothing beneath");
    assertThat(Invocation.of("decode", "0x705", "--level=0").out())
        .contains("reserved (no blocks at level 0)");
    assertThat(Invocation.of("decode", "0x505", "--level=0", "--lpa2").out())
        .contains("block of 512 GiB at 0x0004000000000000");
    assertThat(Invocation.of("decode", "1", "--level=4").code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void wxFindsWhatIsWritableAndExecutable() throws IOException {
    JsonNode good = TruthFile.named("4k-52--max-base").stage("p4_panic");
    JsonNode bad = TruthFile.named("4k-52--max-rodataoff").stage("p4_panic");
    Invocation clean = wx(good);
    assertThat(clean.out()).startsWith("nothing is writable and executable");
    assertThat(clean.code()).isEqualTo(ExitCode.DONE);
    Invocation findings = wx(bad);
    assertThat(findings.out()).contains("writable-and-executable: EL1 may write and execute it");
    assertThat(findings.code()).isEqualTo(ExitCode.NO);
    assertThat(findings.err()).isEmpty();
    Invocation json = wx(bad, "--format=json");
    JsonNode parsed =
        new tools.jackson.databind.json.JsonMapper().readTree(json.out()).get("violations");
    assertThat(parsed.get(0).get("rule").asString()).isEqualTo("writable-and-executable");
  }

  /** Tables of DS = 0 read with DS = 1 are recognised, and said. */
  @Test
  void theWrongDsIsSaid() throws IOException {
    CapturedTables captured =
        CapturedTables.of(TruthFile.named("4k-48--max-base").stage("p4_panic"));
    List<String> command = new ArrayList<>(List.of("wx"));
    addPlain(command, captured);
    command.add("--tcr=0x08400036b5503510");
    command.add("--ttbr1=" + Hex.of(captured.registers().ttbr1().orElseThrow().value()));
    Invocation wrong = Invocation.of(command.toArray(String[]::new));
    assertThat(wrong.err()).contains("made for TCR_EL1.DS = 0");
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    Path empty = Files.writeString(folder.resolve("x"), "nothing");
    assertThat(Invocation.of("dump", empty.toString()).err())
        .contains("neither a build's manifest nor a core");
    Invocation none = Invocation.of("dump", empty + "@0x40000000");
    assertThat(none.err()).contains("give --tcr and --ttbr1");
    assertThat(none.code()).isEqualTo(ExitCode.TROUBLE);
    Invocation away =
        Invocation.of("dump", empty + "@0x40000000", "--tcr=0x35b5503510", "--ttbr1=0x80000000");
    assertThat(away.err()).contains("outside the memory that was given");
    assertThat(away.code()).isEqualTo(ExitCode.NO);
    assertThat(Invocation.of("walk", folder.resolve("none").toString(), "0").err())
        .contains("no such file");
  }

  private Invocation wx(JsonNode stage, String... more) throws IOException {
    CapturedTables captured = CapturedTables.of(stage);
    List<String> command = new ArrayList<>(List.of("wx"));
    addPlain(command, captured);
    command.addAll(registers(captured));
    command.addAll(List.of(more));
    return Invocation.of(command.toArray(String[]::new));
  }

  private void addPlain(List<String> command, CapturedTables captured) throws IOException {
    List<String> plain = CapturedFiles.plain(folder, captured.memory());
    command.add(plain.get(0));
    plain.subList(1, plain.size()).forEach(each -> command.add("--memory=" + each));
  }

  private static List<String> registers(CapturedTables captured) {
    TranslationRegisters registers = captured.registers();
    return List.of(
        "--tcr=" + Hex.of(registers.tcr().value()),
        "--ttbr1=" + Hex.of(registers.ttbr1().orElseThrow().value()),
        "--mair=" + Hex.of(registers.mair().value()),
        "--sctlr=" + Hex.of(registers.sctlr().value()));
  }

  private Path core(JsonNode file, CapturedTables captured) throws IOException {
    TranslationRegisters registers = captured.registers();
    long swapper = TruthFile.hex(file.get("symbols").get("swapper_pg_dir"));
    long voffset = swapper - registers.rootAddress(VaHalf.UPPER);
    String info =
        "OSRELEASE="
            + file.get("release").asString()
            + "\nPAGESIZE="
            + registers.regime(VaHalf.UPPER).granule().bytes()
            + "\nSYMBOL(swapper_pg_dir)="
            + Long.toHexString(swapper)
            + "\nNUMBER(VA_BITS)=52\nNUMBER(MAX_PHYSMEM_BITS)=52\nNUMBER(kimage_voffset)=0x"
            + Long.toHexString(voffset)
            + "\nNUMBER(TCR_EL1_T1SZ)=0x"
            + Integer.toHexString(registers.tcr().t1sz())
            + "\n";
    return CapturedFiles.core(folder, captured.memory(), info);
  }

  private Path config(JsonNode file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> entry : file.get("config").properties()) {
      text.append(entry.getKey()).append('=').append(entry.getValue().asString()).append('\n');
    }
    return Files.writeString(folder.resolve("config"), text);
  }

  private static List<String> lines(JsonNode file) {
    List<String> lines = new ArrayList<>();
    file.get("kernel_page_tables").forEach(line -> lines.add(line.asString()));
    return lines;
  }
}
