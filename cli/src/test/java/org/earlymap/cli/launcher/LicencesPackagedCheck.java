// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The packaged program carries the licences and notices of all that is in it. */
final class LicencesPackagedCheck {
  private static final List<String> TEXTS =
      List.of(
          "META-INF/LICENSE",
          "META-INF/FastDoubleParser-LICENSE",
          "META-INF/FastDoubleParser-ThirdParty-LICENSE",
          "META-INF/Schubfach-LICENSE",
          "META-INF/licenses/0BSD.txt");

  @Test
  void everyPackageIsInTheNotice() throws IOException {
    try (JarFile jar = packaged()) {
      String notice = text(jar, "META-INF/NOTICE");
      Set<String> packages = new TreeSet<>();
      jar.stream()
          .map(entry -> entry.getName().replaceFirst("^META-INF/versions/[0-9]+/", ""))
          .filter(name -> name.endsWith(".class") && name.contains("/"))
          .forEach(name -> packages.add(name.substring(0, name.lastIndexOf('/'))));
      assertThat(packages).hasSizeGreaterThan(40);
      for (String name : packages) {
        String[] parts = name.split("/", -1);
        boolean ours = name.startsWith("org/earlymap");
        String component =
            parts.length == 1 || parts[0].equals("picocli") ? parts[0] : parts[0] + "." + parts[1];
        assertThat(ours || notice.contains(component))
            .as("META-INF/NOTICE names %s, where %s is from", component, name)
            .isTrue();
      }
    }
  }

  @Test
  void theLicencesAreThere() throws IOException {
    try (JarFile jar = packaged()) {
      for (String name : TEXTS) {
        assertThat(text(jar, name)).as(name).hasSizeGreaterThan(500);
      }
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
      assertThat(text(jar, "META-INF/NOTICE"))
          .startsWith("earlymap")
          .contains("Jackson JSON processor", "META-INF/licenses/0BSD.txt");
    }
  }

  private static JarFile packaged() throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of("target"), "earlymap-cli-*-all.jar")) {
      return new JarFile(jars.iterator().next().toFile());
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
