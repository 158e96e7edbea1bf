// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.earlymap.emit.EmitForm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** In which forms tables are written for other tools. */
public final class EmitOptions {
  @Option(
      names = "--emit",
      paramLabel = "FORM",
      split = ",",
      completionCandidates = Forms.class,
      converter = FormConverter.class,
      description = {
        "Write the tables in a form that another tool loads, beside the images (repeatable):"
            + " ${COMPLETION-CANDIDATES}."
      })
  private List<EmitForm> forms = new ArrayList<>();

  /** The names of the forms. */
  static final class Forms extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Forms() {
      for (EmitForm form : EmitForm.values()) {
        add(form.label());
      }
    }
  }

  /** A form's name. */
  static final class FormConverter implements ITypeConverter<EmitForm> {
    @Override
    public EmitForm convert(String text) {
      return EmitForm.named(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is not one of " + String.join(", ", new Forms())));
    }
  }

  /** The forms that were asked for. */
  public List<EmitForm> forms() {
    return List.copyOf(forms);
  }
}
