// SPDX-License-Identifier: Apache-2.0
package org.earlymap.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreviousBuildTest {
  @TempDir Path folder;

  @Test
  void namesTheImagesAndNothingElse() throws IOException {
    assertThat(
            read(
                """
                {"kernel": {"file": "vmlinux.bin"}, "file": "x.bin", "predicted": [{"file": "p.bin"}],
                 "images": [{"name": "a", "file": "a.bin", "deep": {"file": "no.bin"}}, {"file": "b.bin"}],
                 "roots": [{"file": "r.bin"}]}
                """))
        .containsExactlyInAnyOrder("a.bin", "b.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.bin", "/etc/a.bin", "b\\\\a.bin", "README.md", ".bin/x"})
  void nothingOutsideTheFolderIsNamed(String name) throws IOException {
    assertThat(read("{\"images\": [{\"file\": \"" + name + "\"}]}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"images\": [{\"file\": \"a.bin\"}", "\u0000"})
  void whatIsNoManifestNamesNothing(String text) throws IOException {
    assertThat(read(text)).isEmpty();
  }

  private java.util.Set<String> read(String text) throws IOException {
    return PreviousBuild.of(Files.writeString(folder.resolve("manifest.json"), text));
  }
}
