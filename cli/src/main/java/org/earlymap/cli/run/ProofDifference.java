// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.util.List;
import java.util.Optional;
import org.earlymap.Hex;
import org.earlymap.boot.stage.BootSnapshot;
import org.earlymap.boot.stage.TableImage;
import org.earlymap.cli.text.DescriptorText;
import org.earlymap.compare.DescriptorChange;
import org.earlymap.compare.DescriptorPlace;
import org.earlymap.run.trace.Write;

/**
 * A descriptor that the model and the kernel's code leave different.
 *
 * @param pa its physical address
 * @param where the piece of memory that it lies in, and what a CPU reads it for
 * @param model its value by the model
 * @param code its value by the kernel's code
 * @param modelSays what the model's says, field by field; empty where no walk leads there
 * @param codeSays what the code's says
 * @param written who wrote the code's; empty where nobody did
 */
record ProofDifference(
    long pa,
    String where,
    long model,
    long code,
    List<String> modelSays,
    List<String> codeSays,
    Optional<Write> written) {

  static ProofDifference of(
      DescriptorChange change, BootSnapshot model, BootSnapshot code, Optional<Write> written) {
    long modelValue = change.before().orElse(0);
    long codeValue = change.after().orElse(0);
    Optional<DescriptorPlace> place =
        DescriptorPlace.of(code, change.pa()).or(() -> DescriptorPlace.of(model, change.pa()));
    return new ProofDifference(
        change.pa(),
        image(model, change.pa()) + place.map(ProofDifference::reader).orElse(""),
        modelValue,
        codeValue,
        place.map(at -> says(modelValue, at)).orElseGet(List::of),
        place.map(at -> says(codeValue, at)).orElseGet(List::of),
        written);
  }

  private static String image(BootSnapshot model, long pa) {
    for (TableImage image : model.images()) {
      if (pa >= image.pa() && pa < image.pa() + image.size()) {
        return image.name();
      }
    }
    return "memory";
  }

  private static String reader(DescriptorPlace place) {
    return ", level " + place.level() + " of " + place.root().name() + ", VA " + Hex.of(place.va());
  }

  private static List<String> says(long descriptor, DescriptorPlace place) {
    return DescriptorText.of(descriptor, place.level(), place.context(), 0).stream()
        .map(line -> line.replaceAll(" +", " "))
        .toList();
  }
}
