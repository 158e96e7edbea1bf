// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.earlymap.Hex;
import org.earlymap.Range;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code verify --page-tables}: a real kernel's tables and what that kernel printed of them. */
final class VerifyPageTablesTest {
  private static final int PAGE = 4096;
  private static final String DATA =
      "0xffff800080380000-0xffff800080490000        1088K PTE       RW NX     AF    CON     UXN"
          + "    MEM/NORMAL";

  @TempDir private Path folder = Path.of("");
  private Path build = Path.of("");
  private String text = "";

  @BeforeEach
  void writeBuild() throws IOException, NoSuchAlgorithmException {
    JsonNode file = TruthFile.json("truth/ptdump/4k-52.json");
    text = lines(file);
    PhysicalMemory memory = CapturedTables.of(file).memory();
    build = Files.createDirectory(folder.resolve("build"));
    List<String> images = new ArrayList<>();
    for (Range range : memory.ranges()) {
      // The root was captured by its entries; the rest of its page is empty.
      byte[] bytes = new byte[((int) range.size() + PAGE - 1) & -PAGE];
      memory.view(range.start(), (int) range.size()).get(bytes, 0, (int) range.size());
      String name = "tables-" + images.size();
      Files.write(build.resolve(name + ".bin"), bytes);
      images.add(
          """
          { "name": "NAME", "file": "NAME.bin", "physicalAddress": "PA", "size": SIZE,
            "tablePagesUsed": 1, "sha256": "HASH" }
          """
              .replace("NAME", name)
              .replace("PA", Hex.of(range.start()))
              .replace("SIZE", Integer.toString(bytes.length))
              .replace(
                  "HASH",
                  HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))));
    }
    Files.writeString(
        build.resolve("manifest.json"),
        """
        { "schema": "earlymap.manifest/1", "stage": "paging-init",
          "kernel": { "file": "vmlinux", "sha256": "", "release": "6.12.117", "traits": {} },
          "boot": { "granule": 4096, "vaBits": 52, "vaBitsActual": 52, "paBits": 52, "lpa2": true,
            "loadAddress": "0x40200000", "kaslrOffset": "0x0", "kimageVoffset": "0x0",
            "memstartAddr": null, "useNonGlobalMappings": false },
          "registers": { "TCR_EL1": "0x08400036b54c350c", "MAIR_EL1": "0x000000040044ffff",
            "SCTLR_EL1": "0x0200000034f4d91d", "TTBR0_EL1": "0x000000004099c880",
            "TTBR1_EL1": "0x00020000404be000" },
          "roots": [ { "name": "swapper_pg_dir", "physicalAddress": "0x00000000404be000",
            "regime": "TTBR1", "vaBits": 52, "format": "LPA2", "rootLevel": -1, "entries": 16 } ],
          "images": [ IMAGES ] }
        """
            .replace("IMAGES", String.join(",", images)));
  }

  @Test
  void aKernelsOwnTextAgrees() throws IOException {
    Invocation verify = verify(text);
    assertThat(verify.err()).isEmpty();
    assertThat(verify.out())
        .isEqualTo(
            """
            linear map: 256 MiB, 268435456 bytes of 256 MiB, 268435456 bytes agree
            kernel image: 20292 KiB, 20779008 bytes of 20292 KiB, 20779008 bytes agree
            vmemmap: 4 MiB, 4194304 bytes of 4 MiB, 4194304 bytes agree
            fixmap: 1 MiB, 1048576 bytes of 1 MiB, 1048576 bytes agree
            agrees: nothing differs but what a running system changes
            """);
    assertThat(verify.code()).isEqualTo(ExitCode.DONE);
  }

  /** Rights given that were not predicted: data that may be executed. */
  @Test
  void whatGivesRightsShouldNotBe() throws IOException {
    assertThat(text).contains(DATA);
    Invocation verify = verify(text.replace(DATA, DATA.replace("RW NX", "RW x ")));
    assertThat(verify.out())
        .contains(
            "  0xffff800080380000..0xffff800080490000  built RW NX MEM/NORMAL, found RW x"
                + " MEM/NORMAL; this should not be\n")
        .endsWith("differs: 1 range that should not\n");
    assertThat(verify.code()).isEqualTo(ExitCode.NO);
  }

  /** Rights taken have a reason. */
  @Test
  void whatTakesRightsAgrees() throws IOException {
    Invocation verify = verify(text.replace(DATA, DATA.replace("RW NX", "ro NX")));
    assertThat(verify.out())
        .contains("built RW NX MEM/NORMAL, found ro NX MEM/NORMAL; protected: mark_rodata_ro\n")
        .endsWith("agrees: nothing differs but what a running system changes\n");
    assertThat(verify.code()).isEqualTo(ExitCode.DONE);
  }

  /** What was not read is no reason to say that it agrees. */
  @Test
  void aTextThatIsNotWholeIsRefused() throws IOException {
    refused("", "found no line of mapped memory");
    refused("nothing of the kind\n", "found no line of mapped memory");
    refused(
        text.replace(DATA + "\n", ""),
        "found a line from 0xffff800080490000, expected one from 0xffff800080380000");
    refused(text.substring(0, text.indexOf(DATA)), "the text ends at 0xffff800080380000");
    refused(text.replace(DATA, DATA.replace("RW NX", "?? NX")), "expected ro or RW, and x or NX");
    for (String mark : List.of("Linear Mapping start", "Fixmap start", "vmemmap start")) {
      refused(text.replace("---[ " + mark + " ]---\n", ""), "the mark ---[ " + mark + " ]---");
    }
  }

  @Test
  void anotherKernelsTextDiffers() throws IOException {
    Invocation verify = verify(lines(TruthFile.json("truth/ptdump/16k-52-n1.json")));
    assertThat(verify.out()).contains("this should not be").contains("\ndiffers: ");
    assertThat(verify.code()).isEqualTo(ExitCode.NO);
  }

  private void refused(String given, String message) throws IOException {
    Invocation verify = verify(given);
    assertThat(verify.err()).contains("kernel_page_tables").contains(message);
    assertThat(verify.out()).isEmpty();
    assertThat(verify.code()).isEqualTo(ExitCode.TROUBLE);
  }

  private Invocation verify(String given) throws IOException {
    Path file = Files.writeString(folder.resolve("kernel_page_tables"), given);
    return Invocation.of("verify", build.toString(), "--page-tables=" + file);
  }

  private static String lines(JsonNode file) {
    StringBuilder text = new StringBuilder();
    file.get("kernel_page_tables").forEach(line -> text.append(line.asString()).append('\n'));
    return text.toString();
  }
}
