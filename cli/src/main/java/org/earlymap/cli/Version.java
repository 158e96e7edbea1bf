// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the program and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "earlymap " + (version == null ? "(unpackaged)" : version),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.arch")
    };
  }
}
