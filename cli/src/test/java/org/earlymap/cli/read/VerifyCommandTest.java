// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.earlymap.Hex;
import org.earlymap.Sizes;
import org.earlymap.cli.Invocation;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.memory.PhysicalMemory;
import org.earlymap.testing.CapturedTables;
import org.earlymap.testing.TruthFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code earlymap verify}: a build of captured images against that memory and others. */
final class VerifyCommandTest {
  private static final String SWAPPER = "0x0000000040492000";

  @TempDir private Path folder = Path.of("");
  private Path build = Path.of("");
  private byte[] idmap = {};
  private long pa;

  @BeforeEach
  void writeBuild() throws IOException, NoSuchAlgorithmException {
    JsonNode stage = TruthFile.named("4k-48--max-base").stage("p1_early_map_kernel");
    PhysicalMemory memory = CapturedTables.of(stage).memory();
    pa = TruthFile.hex(stage.get("init_idmap").get("pa"));
    idmap = new byte[(int) TruthFile.hex(stage.get("init_idmap").get("size"))];
    memory.view(pa, idmap.length).get(idmap);
    build = Files.createDirectory(folder.resolve("build"));
    Files.write(build.resolve("init_idmap_pg_dir.bin"), idmap);
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(idmap));
    String manifest =
        """
        { "schema": "earlymap.manifest/1", "stage": "early-map",
          "kernel": { "file": "vmlinux", "sha256": "", "release": "6.12.117", "traits": {} },
          "boot": { "granule": 4096, "vaBits": 48, "vaBitsActual": 48, "paBits": 48, "lpa2": false,
            "loadAddress": "0x40200000", "kaslrOffset": "0x0", "kimageVoffset": "0x0",
            "memstartAddr": null, "useNonGlobalMappings": false },
          "registers": { "TCR_EL1": "0x00400035b5503510", "MAIR_EL1": "0x000000040044ffff",
            "SCTLR_EL1": "0x0200000034f4d91d", "TTBR0_EL1": "PA", "TTBR1_EL1": "SWAPPER" },
          "roots": [ { "name": "init_idmap_pg_dir", "physicalAddress": "PA", "regime": "TTBR0",
            "vaBits": 48, "format": "PA48", "rootLevel": 0, "entries": 512 } ],
          "images": [ { "name": "init_idmap_pg_dir", "file": "init_idmap_pg_dir.bin",
            "physicalAddress": "PA", "size": SIZE, "tablePagesUsed": 4, "sha256": "HASH" } ] }
        """
            .replace("PA\"", Hex.of(pa) + "\"")
            .replace("SWAPPER", SWAPPER)
            .replace("SIZE", Integer.toString(idmap.length))
            .replace("HASH", sha256);
    Files.writeString(build.resolve("manifest.json"), manifest);
  }

  @Test
  void theSameMemoryIsIdentical() throws IOException {
    Invocation verify = verify(idmap);
    assertThat(verify.err()).isEmpty();
    assertThat(verify.out()).startsWith("identical: 1 images, " + Sizes.exact(idmap.length));
    assertThat(verify.code()).isEqualTo(ExitCode.DONE);
    assertThat(Invocation.of("verify", build.toString(), build.toString()).code())
        .isEqualTo(ExitCode.DONE);
  }

  /** The machine's registers are compared too, each that both have. */
  @Test
  void registersAreCompared() throws IOException {
    Path registers = folder.resolve("registers");
    Files.writeString(registers, "TCR_EL1 = 0x00400035b5503510\nTTBR1_EL1 = " + SWAPPER + "\n");
    Invocation same =
        Invocation.of("verify", build.toString(), build.toString(), "--registers=" + registers);
    assertThat(same.out()).startsWith("identical: 2 registers").contains("identical: 1 images");
    assertThat(same.code()).isEqualTo(ExitCode.DONE);
    Files.writeString(registers, "TCR_EL1 = 0x10\nTTBR1_EL1 = " + SWAPPER + "\n");
    Invocation other =
        Invocation.of("verify", build.toString(), build.toString(), "--registers=" + registers);
    assertThat(other.out())
        .startsWith("TCR: built 0x00400035b5503510, found 0x0000000000000010")
        .contains("1 of 2 registers differ");
    assertThat(other.code()).isEqualTo(ExitCode.NO);
    Invocation json =
        Invocation.of(
            "verify",
            build.toString(),
            build.toString(),
            "--registers=" + registers,
            "--format=json");
    JsonNode parsed = new tools.jackson.databind.json.JsonMapper().readTree(json.out());
    assertThat(parsed.get("registersThatDiffer").get(0).get("register").asString())
        .isEqualTo("TCR");
  }

  @Test
  void theFirstDifferenceIsDecodedAndAllAreCounted() throws IOException {
    byte[] other = idmap.clone();
    other[0] ^= 2;
    other[8] ^= 1;
    Invocation verify = verify(other);
    assertThat(verify.out())
        .contains("init_idmap_pg_dir: entry 0 of the page at " + Hex.of(pa))
        .contains("built")
        .contains("table at ")
        .contains("2 of " + idmap.length / 8 + " descriptors differ")
        .doesNotContain("entry 1 ");
    assertThat(verify.code()).isEqualTo(ExitCode.NO);
    Path file = Files.write(folder.resolve("other.bin"), other);
    assertThat(Invocation.of("verify", build.toString(), file + "@" + Hex.of(pa), "--all").out())
        .contains("entry 0 of")
        .contains("entry 1 of");
  }

  @Test
  void memoryThatEndsTooSoonIsNotIdentical() throws IOException {
    Invocation verify = verify(java.util.Arrays.copyOf(idmap, idmap.length - 4096));
    assertThat(verify.out()).contains("the memory does not hold all of it");
    assertThat(verify.code()).isEqualTo(ExitCode.NO);
  }

  @Test
  void aChangedImageIsNoBuild() throws IOException {
    try (RandomAccessFile image =
        new RandomAccessFile(build.resolve("init_idmap_pg_dir.bin").toFile(), "rw")) {
      image.write(7);
    }
    Invocation verify = verify(idmap);
    assertThat(verify.err()).contains("SHA-256");
    assertThat(verify.code()).isEqualTo(ExitCode.TROUBLE);
  }

  /** Hashing gigabytes would take longer than any walk: only verify does it. */
  @Test
  void aLargeImageIsHashedByVerifyOnly() throws IOException {
    long size = (64L << 20) + 4096;
    Path image = build.resolve("init_idmap_pg_dir.bin");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size);
    }
    Path manifest = build.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"size\": " + idmap.length, "\"size\": " + size));
    assertThat(Invocation.of("walk", build.toString(), "0x40210000").code()).isZero();
    Invocation verify = Invocation.of("verify", build.toString(), build.toString());
    assertThat(verify.err()).contains("SHA-256");
    assertThat(verify.code()).isEqualTo(ExitCode.TROUBLE);
    Files.writeString(manifest, text.replace("\"size\": " + idmap.length, "\"size\": 65536"));
    assertThat(Invocation.of("walk", build.toString(), "0x40210000").err())
        .contains("the manifest says 65536");
  }

  /** The build as an IMAGE: its roots by name, its registers from the manifest. */
  @Test
  void aBuildCanBeWalkedAndDumped() {
    Invocation dump =
        Invocation.of("dump", build.toString(), "--root=init_idmap_pg_dir", "--format=csv");
    assertThat(dump.err()).isEmpty();
    assertThat(dump.out().lines().count()).isGreaterThan(2);
    Invocation walk = Invocation.of("walk", build.toString(), "0x40210000");
    assertThat(walk.out()).contains("pa 0x0000000040210000  EL1 r-x EL0 ---");
    assertThat(Invocation.of("dump", build.toString(), "--root=nothing").err())
        .contains("one of [init_idmap_pg_dir]");
  }

  private Invocation verify(byte[] memory) throws IOException {
    Path file = Files.write(folder.resolve("memory.bin"), memory);
    return Invocation.of("verify", build.toString(), file + "@" + Hex.of(pa));
  }
}
