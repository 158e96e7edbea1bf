// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earlymap.cli.output.ExitCode;
import org.earlymap.cli.output.FileTrouble;
import org.earlymap.testing.TruthFile;
import org.earlymap.testing.TruthKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trouble with files is told of the file that the user named, in words. */
final class FileTroubleTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aFileWhereTheFolderShouldBe() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(build(file.toString()).err())
        .isEqualTo("earlymap: " + file + ": this is not a folder" + System.lineSeparator());
    assertThat(build(file.resolve("a/b").toString()).err())
        .isEqualTo("earlymap: " + file + ": this is not a folder" + System.lineSeparator());
    assertThat(build("").err()).contains("--output: found ''");
    assertThat(build("").code()).isEqualTo(ExitCode.TROUBLE);
  }

  @Test
  void theFileThatWasNamedIsTold() {
    Path named = Path.of("out");
    assertThat(FileTrouble.of(named, new IOException("No space left on device")))
        .hasMessage("out: cannot be written: No space left on device");
    assertThat(FileTrouble.of(named, new AccessDeniedException("out/.earlymap-7")))
        .hasMessage("out: cannot be written: permission denied");
    assertThat(
            FileTrouble.of(named, new FileSystemException("out/.earlymap-7/a", null, "Too large")))
        .hasMessage("out: cannot be written: Too large");
  }

  @Test
  void whatIsReadIsNamedToo() throws IOException {
    Invocation batch = Invocation.of("tlbi", "--batch", folder.toString());
    assertThat(batch.err()).contains(folder + ": this is a folder").doesNotContain("Exception");
    assertThat(batch.code()).isEqualTo(ExitCode.TROUBLE);
    assertThat(Invocation.of("cpu", folder.toString()).err())
        .contains(folder.toString(), "this is a folder");
    assertThat(Invocation.of("sweep", folder.toString()).err()).contains("this is a folder");
    Path manifest = Files.writeString(folder.resolve("manifest.json"), "{ \"schema\": \n oops }");
    assertThat(Invocation.of("walk", manifest.toString(), "0").err())
        .contains(manifest + ": not a manifest", "line 2")
        .doesNotContain("REDACTED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "Broken pipe"})
  void standardOutputThatCannotBeWrittenIsTrouble(String reason) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(reason);
          }
        };
    StringWriter err = new StringWriter();
    int code = Main.run(full, new PrintWriter(err), "cpu", "--list");
    assertThat(code).isEqualTo(ExitCode.TROUBLE);
    assertThat(err.toString().strip())
        .isEqualTo(
            reason.equals("Broken pipe")
                ? ""
                : "earlymap: standard output: cannot be written: " + reason);
  }

  private Invocation build(String output) throws IOException {
    TruthKernel kernel = TruthKernel.write(TruthFile.named("4k-48--max-base"), folder);
    return Invocation.of(
        "build", kernel.elf().toString(), "--config", kernel.config().toString(), "-o", output);
  }
}
