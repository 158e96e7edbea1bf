// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.earlymap.InputException;
import org.earlymap.boot.space.AddressSpace;
import org.earlymap.boot.space.RandomSpaces;
import org.earlymap.compare.NamedLayout;
import org.earlymap.layout.LayoutConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A layout that is written is read back as it was, and nothing else is taken for one. */
final class LayoutFileTest {
  private static byte[] written(String title, AddressSpace space) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      LayoutWriter.write(json, title, space);
    }
    return out.toByteArray();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    long seed = 4711;
    RandomSpaces spaces = new RandomSpaces(seed);
    for (int i = 0; i < 200; i++) {
      AddressSpace space = spaces.next();
      NamedLayout read = LayoutReader.parse("file", written("title", space));
      assertThat(read.title()).isEqualTo("title");
      assertThat(read.regions()).as("seed %s, space %s", seed, i).isEqualTo(space.regions());
      assertThat(read.constants()).isEqualTo(LayoutConstants.of(space.layout()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|neither 'regions' nor 'constants'",
        "[1]|neither 'regions' nor 'constants'",
        "{\"regions\":[1]}|regions[0].name is missing, expected a string",
        "{\"regions\":[{\"name\":\"a\",\"kind\":\"b\",\"depth\":0}]}|regions[0].kind 'b'",
        "{\"regions\":[{\"name\":\"a\",\"kind\":\"vmemmap\",\"depth\":-1}]}|regions[0].depth is -1",
        "{\"constants\":{\"A\":\"12\"}}|A is \"12\", expected a number or a string 0x",
        "{\"constants\":{\"A\":\"0x11112222333344445\"}}|expected at most 64 bits",
        "{\"constants\":{\"A\":1.5}}|A is 1.5",
        "{\"constants\":|not a layout",
        "{\"regions\":{\"a\":{}},\"constants\":{}}|regions is {\"a\":{}}, expected an array",
        "{\"regions\":5,\"constants\":{}}|regions is 5, expected an array",
        "{\"regions\":[],\"constants\":7}|constants is 7, expected an object",
        "{\"regions\":[null]}|regions[0].name is missing, expected a string",
      })
  void whatIsNoLayoutIsRefused(String text, String message) {
    assertThatThrownBy(
            () -> LayoutReader.parse("broken.json", text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(LayoutFileException.class)
        .hasMessageStartingWith("broken.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void damagedFilesAreReadOrRefusedButNothingElse() {
    long seed = 1729;
    Random random = new Random(seed);
    byte[] good = written("title", new RandomSpaces(seed).next());
    for (int i = 0; i < 3000; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(LayoutReader.parse("damaged", bad).regions()).isNotNull();
      } catch (InputException exception) {
        assertThat(exception.getMessage()).as("seed %s, file %s", seed, i).startsWith("damaged: ");
      }
    }
  }
}
