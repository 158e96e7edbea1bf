// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing in a manifest is believed: each wrong value is refused with the field's name. */
class ManifestReaderTest {
  private static final String MANIFEST =
      """
      { "schema": "earlymap.manifest/1", "stage": "early-map",
        "kernel": { "file": "vmlinux", "sha256": "", "release": "6.12.117", "traits": {"x": true} },
        "boot": { "granule": 4096, "vaBits": 48, "vaBitsActual": 48, "paBits": 48, "lpa2": false,
          "loadAddress": "0x40200000", "kaslrOffset": "0x0", "kimageVoffset": "0x0",
          "memstartAddr": null, "useNonGlobalMappings": false },
        "assumptions": [ "one" ],
        "registers": { "TCR_EL1": "0x00400035b5503510", "MAIR_EL1": "0x000000040044ffff",
          "SCTLR_EL1": "0x0200000034f4d91d", "TTBR0_EL1": "0x40240000",
          "TTBR1_EL1": "0x4022d000" },
        "roots": [ { "name": "init_idmap_pg_dir", "physicalAddress": "0x40240000",
          "regime": "TTBR0", "vaBits": 48, "format": "PA48", "rootLevel": 0, "entries": 512 } ],
        "images": [ { "name": "init_idmap_pg_dir", "file": "init_idmap_pg_dir.bin",
          "physicalAddress": "0x40240000", "size": 16384, "tablePagesUsed": 4,
          "sha256": "00" } ],
        "predicted": [ { "name": "vmalloc", "start": "0x1000", "end": "0x2000" } ] }
      """;

  @Test
  void thisOneIsRead() {
    BuildManifest manifest = ManifestReader.parse("m", MANIFEST);
    assertThat(manifest.images()).hasSize(1);
    assertThat(manifest.registers().indirect()).isEmpty();
    assertThat(manifest.registers().ttbr1()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"vaBitsActual\": 48 | \"vaBitsActual\": 999 | vaBitsActual",
        "\"vaBitsActual\": 48 | \"vaBitsActual\": 52 | vaBitsActual",
        "\"vaBits\": 48, \"vaBitsActual\" | \"vaBits\": -1, \"vaBitsActual\" | vaBits",
        "\"paBits\": 48 | \"paBits\": 48.5 | paBits",
        "\"granule\": 4096 | \"granule\": 4097 | granule",
        "\"granule\": 4096 | \"granule\": \"4096\" | granule",
        "\"lpa2\": false | \"lpa2\": 0 | lpa2",
        "\"lpa2\": false | \"lpa2\": false, \"bigEndian\": true | bigEndian",
        "0x40200000 | 0x40200001 | loadAddress",
        "\"memstartAddr\": null | \"memstartAddr\": 5 | memstartAddr",
        "0x0200000034f4d91d | 0x10200000034f4d91d | SCTLR_EL1",
        "\"TTBR1_EL1\" | \"PIR_EL1\": \"0x1\", \"TTBR1_EL1\" | PIRE0_EL1",
        "\"rootLevel\": 0 | \"rootLevel\": -1 | rootLevel",
        "\"entries\": 512 | \"entries\": 16 | entries",
        "\"format\": \"PA48\" | \"format\": \"PA49\" | format",
        "\"regime\": \"TTBR0\" | \"regime\": \"TTBR2\" | regime",
        "\"physicalAddress\": \"0x40240000\", \"size\" | \"physicalAddress\": \"0x40240008\","
            + " \"size\" | physicalAddress",
        "0x40240000\", \"regime | 0xffff000040240000\", \"regime | physicalAddress",
        "\"size\": 16384 | \"size\": 16380 | size",
        "\"size\": 16384 | \"size\": -8 | size",
        "\"size\": 16384 | \"size\": 0 | size",
        "\"size\": 16384 | \"size\": 9007199254740992 | size",
        "\"size\": 16384 | \"size\": 1e40 | size",
        "\"tablePagesUsed\": 4 | \"tablePagesUsed\": -4 | tablePagesUsed",
        "\"tablePagesUsed\": 4 | \"tablePagesUsed\": 5 | tablePagesUsed",
        "\"stage\": \"early-map\" | \"stage\": \"early-map\", \"stage\": \"rodata-ro\" | stage",
        "{\"x\": true} | {\"x\": 1} | 'x'",
        "[ \"one\" ] | [ 1 ] | assumptions",
        "init_idmap_pg_dir.bin | a\\u0000b | plain name",
        "init_idmap_pg_dir.bin | ../x | plain name",
        "\"end\": \"0x2000\" | \"end\": \"0x1000\" | end",
      })
  void aWrongValueIsRefusedByName(String from, String to, String field) {
    String compact = MANIFEST.replaceAll("\n *", " ").replace(",  ", ", ");
    String old = from.replace("\\n", " ");
    assertThat(compact).contains(old);
    assertRefused(compact.replace(old, to), field);
  }

  @Test
  void nothingToReadIsNoBuild() {
    String compact = MANIFEST.replaceAll("\\s+", " ");
    assertRefused(compact.replaceAll("\"images\": \\[.*?\\]", "\"images\": []"), "images");
    assertRefused(compact.replaceAll("\"roots\": \\[.*?\\]", "\"roots\": []"), "roots");
    assertRefused(compact.replaceAll("\"roots\": \\[.*?\\]", "\"roots\": {}"), "roots");
    assertRefused(
        compact.replaceAll("\"roots\": \\[(.*?)\\]", "\"roots\": [$1, $1]"), "init_idmap_pg_dir");
    assertRefused(compact.replaceAll("\"images\": \\[(.*?)\\]", "\"images\": [$1, $1]"), "images");
    assertRefused(compact + "{}", "m");
  }

  private static void assertRefused(String text, String field) {
    assertThatExceptionOfType(ManifestException.class)
        .isThrownBy(() -> ManifestReader.parse("m", text))
        .withMessageStartingWith("m: ")
        .withMessageContaining(field);
  }
}
