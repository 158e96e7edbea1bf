// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.options;

import org.earlymap.boot.decide.Stage;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Stages by the names that the manifest has, such as {@code early-map}. */
public final class StageConverter implements ITypeConverter<Stage> {
  @Override
  public Stage convert(String value) {
    return Stage.named(value)
        .orElseThrow(
            () -> {
              StringBuilder known = new StringBuilder();
              for (Stage stage : Stage.values()) {
                known.append(known.length() == 0 ? "" : ", ").append(stage.label());
              }
              return new TypeConversionException("found '" + value + "', expected one of " + known);
            });
  }
}
