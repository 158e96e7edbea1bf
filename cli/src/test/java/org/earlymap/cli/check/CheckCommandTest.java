// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.earlymap.check.KernelMaker;
import org.earlymap.check.catalog.RuleCatalog;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code earlymap check}, run as a user does. */
final class CheckCommandTest {
  private static final String RELEASE = "--release=6.12.117";

  @TempDir private Path folder = Path.of("");
  private Path good = Path.of("");
  private Path bad = Path.of("");

  @BeforeEach
  void makeKernels() throws IOException {
    good = KernelMaker.from("4k-52--max-base").write(Files.createDirectory(folder.resolve("good")));
    KernelMaker broken = KernelMaker.from("4k-52--max-base");
    broken.move("_etext", -4096).flags(".data", "WAX").without("_edata");
    broken.section(".odd\u001b<&\"\u0001", "WAX", broken.at("_data"), 8);
    bad = broken.write(Files.createDirectory(folder.resolve("bad kernel")));
  }

  @Test
  void soundKernelIsClean() {
    Invocation check = check(good);

    assertThat(check.out()).startsWith(good + ": no findings; " + rules() + " rules, ");
    assertThat(check.code()).isZero();
  }

  @Test
  void findingsAreLinesAndExitCodeOne() {
    Invocation check = check(bad);

    assertThat(check.out())
        .contains(bad + ": error: EM-SEG-001: _edata is missing")
        .contains(bad + ": error: EM-SEG-003: _etext is at 0xffff8000801bf000, 0xf000 past")
        .contains(bad + ": error: EM-PRM-001: .data at ")
        .contains("EM-PRM-001: .odd?<&\"? at ")
        .contains("errors, 0 warnings, 0 notes; " + rules() + " rules, ");
    assertThat(check.code()).isEqualTo(ExitCode.NO);
    assertThat(check(bad, "--fail-on=never").code()).isZero();
  }

  @Test
  void rulesAreChosenByIdAndGroup() {
    assertThat(check(bad, "--only=EM-SEG-001").out()).contains("; 1 rule\n");
    assertThat(check(bad, "--only=EM-SEG", "--ignore=EM-SEG-001,EM-SEG-003").code()).isZero();
    Invocation unknown = check(bad, "--only=EM-SEG-9");
    assertThat(unknown.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(unknown.err()).contains("no rule or group is called 'EM-SEG-9'");
    assertThat(check(bad, "--only=em-seg-001, Em-Seg-003").out()).contains("; 2 rules\n");
    Invocation none = check(bad, "--only=EM-SEG-001", "--ignore=em-seg");
    assertThat(none.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(none.err()).contains("no rule is left: without em-seg there is none of EM-SEG-001");
  }

  @Test
  void rulesAreListed() {
    Invocation list = Invocation.of("check", "--list-rules", "--only=EM-SEG-004");

    assertThat(list.out())
        .isEqualToNormalizingNewlines(
            """
            EM-SEG-004  error    _text is at KIMAGE_VADDR; virtual and physical addresses are converted by that
                                 arch/arm64/kernel/vmlinux.lds.S: ASSERT(_text == KIMAGE_VADDR)
            """);
    assertThat(list.code()).isZero();
    Invocation json = Invocation.of("check", "--list-rules", "--format=json");
    JsonNode listed = JsonMapper.shared().readTree(json.out()).get("rules");
    assertThat(listed.size()).isEqualTo(rules());
    assertThat(listed.get(3).get("id").asString()).isEqualTo("EM-SEG-004");
    assertThat(listed.get(3).get("group").asString()).isEqualTo("EM-SEG");
    assertThat(listed.get(3).get("severity").asString()).isEqualTo("error");
    assertThat(listed.get(3).get("reason").asString()).startsWith("_text is at KIMAGE_VADDR");
    assertThat(listed.get(3).get("requirement").asString()).contains("vmlinux.lds.S");
    assertThat(Invocation.of("check", "--list-rules", "--format=junit").code())
        .isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void oneUnreadableKernelHidesNoOther() throws Exception {
    Path odd = Files.writeString(folder.resolve("odd kernel"), "not a kernel");
    String[] kernels = {bad.toString(), folder.resolve("absent").toString(), good.toString()};

    Invocation text = check(odd, kernels);
    assertThat(text.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(text.err()).contains("earlymap: " + odd).contains("absent: no such file");
    assertThat(text.out())
        .contains(bad + ": error: EM-SEG-001: _edata is missing")
        .contains(good + ": no findings");

    JsonNode json = JsonMapper.shared().readTree(check(odd, and(kernels, "json")).out());
    assertThat(json.get("kernels").size()).isEqualTo(2);
    assertThat(json.get("unchecked").size()).isEqualTo(2);
    assertThat(json.get("unchecked").get(0).get("file").asString()).isEqualTo(odd.toString());

    String sarif = check(odd, and(kernels, "sarif")).out();
    assertThat(schema().validate(sarif, InputFormat.JSON)).isEmpty();
    assertThat(sarif).contains("\"executionSuccessful\" : false").contains("odd%20kernel");

    String junit = check(odd, and(kernels, "junit")).out();
    assertThat(junit)
        .contains("name=\"" + odd + "\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\"");
    assertThat(suites(junit).stream().mapToInt(ReportTestSuite::getNumberOfErrors).sum())
        .isEqualTo(2);
    assertThat(check(good, "--format=sarif").out()).contains("\"executionSuccessful\" : true");
  }

  private static String[] and(String[] kernels, String format) {
    String[] all = Arrays.copyOf(kernels, kernels.length + 1);
    all[kernels.length] = "--format=" + format;
    return all;
  }

  @Test
  void againstAnotherKernelOnlyWhatIsNewCounts() {
    Invocation same = check(bad, "--against=" + bad);
    assertThat(same.out()).contains("no findings");
    assertThat(same.code()).isZero();

    assertThat(check(bad, "--against=" + good).code()).isEqualTo(ExitCode.NO);
  }

  @Test
  void reportIsBaseline() throws IOException {
    Path baseline = folder.resolve("baseline.json");
    Files.writeString(baseline, check(bad, "--format=json", "--ignore=EM-PRM").out());

    Invocation later = check(bad, "--baseline=" + baseline);

    assertThat(later.out()).contains("EM-PRM-001").doesNotContain("EM-SEG-003");
    Invocation wrong = check(bad, "--baseline=" + folder.resolve("good/config"));
    assertThat(wrong.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(wrong.err()).contains("not JSON");
  }

  @Test
  void measurementsAreSaidWhenAsked() {
    assertThat(check(good, "--verbose").out())
        .contains("measured: EM-TBL-003: init_idmap_pg_dir: 8 pages set aside, at most 8 needed")
        .contains("not applied: EM-LAY-008: no board's memory was given");
  }

  @Test
  void ruleThatSaysNothingIsTroubleWhereAllAreToSaySomething() {
    String[] layout = {"--only=EM-LAY-007,EM-LAY-008"};
    assertThat(check(good, layout).code()).isZero();
    assertThat(check(good, layout).out())
        .endsWith("  not applied: EM-LAY-008: no board's memory was given\n");
    assertThat(check(good, "--only=EM-LAY-007,EM-LAY-008", "--strict").code())
        .isEqualTo(ExitCode.TROUBLE);
    assertThat(check(good, "--only=EM-LAY-007", "--strict").code()).isZero();
  }

  @Test
  void releaseNewerThanAnyKnownIsSaidToBe() {
    Invocation newer =
        Invocation.of(
            "check",
            good.toString(),
            "--config=" + good.resolveSibling("config"),
            "--release=7.4",
            "--only=EM-SEG-001");
    assertThat(newer.err()).contains("7.4 is newer than the newest known, 7.3: taken as 7.3");
    assertThat(check(good, "--only=EM-SEG-001").err()).isEmpty();
  }

  @Test
  void memoryOfBoardIsChecked() {
    assertThat(check(good, "--memory=0x40000000:1G").out()).contains("no findings");
    assertThat(check(good, "--memory=0x0:16T", "--memory=0x10000000000000:1G").out())
        .contains("warning: EM-LAY-008: with 52 address bits 1 GiB (0x40000000 bytes) of memory");
  }

  @Test
  void tablesAreJudgedOnEachCpu() {
    Invocation sound = check(good, "--only=EM-WX", "--cpu=cortex-a72", "--cpu=neoverse-v1");
    assertThat(sound.out())
        .isEqualToNormalizingNewlines(
            good
                + ": no findings; 8 rules\n"
                + "  tables judged on cortex-a72, neoverse-v1 with 1 GiB in 1 bank"
                + " (no --dtb, no --memory)\n");

    Invocation open =
        check(
            good, "--only=EM-WX-001", "--cpu=cortex-a72", "--cpu=qemu-max", "--cmdline=rodata=off");
    assertThat(open.out())
        .contains(
            "EM-WX-001: on cortex-a72 at early-map, paging-init, rodata-ro: .text"
                + " 0xffff800080010000..0xffff8000801c0000 in swapper_pg_dir can be written and"
                + " executed: EL1 rwx EL0 ---, level 3 descriptor 0x00d8000040210703; its command"
                + " line has rodata=off")
        .contains("EM-WX-001: on qemu-max at early-map");
    assertThat(open.code()).isEqualTo(ExitCode.NO);
  }

  @Test
  void cpuThatCannotRunTheKernelIsFinding() {
    Invocation check = check(good, "--cpu=a64fx", "--id-register=ID_AA64MMFR0_EL1=0xf0000006");

    assertThat(check.out())
        .contains("error: EM-WX-008: on a64fx it does not boot: CPU a64fx has no 4K granule");
    assertThat(check(good, "--cpu=no-such").code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(check(good, "--memory=0x40000000:2M", "--only=EM-WX").out())
        .contains("error: EM-WX-008: on qemu-max it does not boot: the kernel image");
  }

  @Test
  void nameOfCpuCannotSteerTheTerminal() throws IOException {
    Path cpu = folder.resolve("cpu.json");
    Files.writeString(
        cpu,
        "{\"name\": \"odd\\u001b[2J\", \"registers\": {\"ID_AA64MMFR0_EL1\": \"0xf0000006\"}}");

    String out = check(good, "--cpu=" + cpu, "--only=EM-WX").out();

    assertThat(out).contains("on odd?[2J it does not boot").doesNotContain("\u001b");
    assertThat(out).contains("tables judged on odd?[2J with");
    assertThat(check(good, "--cpu=" + cpu, "--cpu=" + cpu, "--only=EM-WX").out()).isEqualTo(out);
  }

  @Test
  void whatIsKnownOfOneCpuIsNewOnAnother() throws IOException {
    Path baseline = folder.resolve("known.json");
    Files.writeString(
        baseline, check(good, "--cpu=cortex-a72", "--cmdline=rodata=off", "--format=json").out());

    Invocation later =
        check(
            good,
            "--cpu=cortex-a72",
            "--cpu=neoverse-v1",
            "--cmdline=rodata=off",
            "--baseline=" + baseline);

    assertThat(later.out()).contains("on neoverse-v1 at").doesNotContain("on cortex-a72 at");
    assertThat(check(good, "--cpu=cortex-a72", "--cmdline=rodata=off", "--against=" + good).out())
        .contains("no findings");
  }

  @Test
  void boardOfDeviceTreeIsUsed() {
    String board = "../samples/boards/banks.dtb";

    assertThat(check(good, "--dtb=" + board, "--verbose").out())
        .contains(": no findings")
        .doesNotContain("EM-LAY-008: no board")
        .contains("tables judged on qemu-max (no --cpu) with 6395 MiB in 4 banks\n");
  }

  @Test
  void jsonHasItAll() {
    Invocation check = check(bad, "--format=json");
    JsonNode kernel = JsonMapper.shared().readTree(check.out()).get("kernels").get(0);

    assertThat(kernel.get("file").asString()).isEqualTo(bad.toString());
    assertThat(kernel.get("findings").get(1).get("rule").asString()).isEqualTo("EM-SEG-003");
    assertThat(kernel.get("findings").get(1).get("address").asString())
        .isEqualTo("0xffff8000801bf000");
    assertThat(kernel.get("measurements")).isNotEmpty();
    assertThat(kernel.get("notApplied")).isNotEmpty();
    JsonNode report = JsonMapper.shared().readTree(check.out());
    assertThat(report.get("cpus").get(0).asString()).isEqualTo("qemu-max");
    assertThat(report.get("cpusAssumed").asBoolean()).isTrue();
  }

  @Test
  void sarifIsValid() throws IOException {
    Schema schema = schema();
    for (Path kernel : List.of(good, bad)) {
      String sarif = check(kernel, "--format=sarif").out();
      assertThat(schema.validate(sarif, InputFormat.JSON)).isEmpty();
      assertThat(schema.validate(sarif.replace("\"2.1.0\"", "\"2.0.0\""), InputFormat.JSON))
          .isNotEmpty();
    }
    String open = check(good, "--cmdline=rodata=off", "--format=sarif").out();
    assertThat(schema.validate(open, InputFormat.JSON)).isEmpty();
    assertThat(open)
        .contains("\"EM-WX-001 qemu-max early-map+paging-init+rodata-ro swapper_pg_dir .text\"");
    String sarif = check(bad, "--format=sarif").out();
    assertThat(sarif).contains("\"ruleId\" : \"EM-SEG-003\"").contains("bad%20kernel/vmlinux");
    assertThat(schema.validate(sarif.replace("\"ruleId\"", "\"rule\""), InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void junitIsWhatSurefireReads() throws Exception {
    String xml = check(bad, "--format=junit").out();
    List<ReportTestSuite> suites = suites(xml);

    assertThat(suites).hasSize(1);
    ReportTestSuite suite = suites.get(0);
    assertThat(suite.getNumberOfTests()).isEqualTo(rules());
    assertThat((long) suite.getNumberOfFailures())
        .isEqualTo(suite.getTestCases().stream().filter(ReportTestCase::hasFailure).count())
        .isPositive();
    assertThat(suite.getNumberOfSkipped()).isPositive();
    assertThat(suite.getTestCases())
        .filteredOn(test -> test.getName().startsWith("EM-SEG-003"))
        .singleElement()
        .satisfies(
            test -> {
              assertThat(test.getFailureMessage()).contains("_etext is at 0xffff8000801bf000");
              assertThat(test.getFailureType()).isEqualTo("error");
            });
  }

  @Test
  void wrongUsageIsTrouble() {
    assertThat(Invocation.of("check").err()).contains("a KERNEL is needed");
    assertThat(Invocation.of("check").code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(check(folder.resolve("absent")).err()).contains("no such file");
  }

  private static Schema schema() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            CheckCommandTest.class.getResourceAsStream("/sarif/sarif-2.1.0-rtm.5.json"))) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(in);
    }
  }

  private static List<ReportTestSuite> suites(String xml) throws Exception {
    return new TestSuiteXmlParser(new NullConsoleLogger())
        .parse(
            new InputStreamReader(
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8));
  }

  private int rules() {
    return RuleCatalog.all().size();
  }

  private Invocation check(Path kernel, String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "check";
    args[1] = kernel.toString();
    args[2] = RELEASE;
    args[3] = "--config=" + good.resolveSibling("config");
    System.arraycopy(options, 0, args, 4, options.length);
    return Invocation.of(args);
  }
}
