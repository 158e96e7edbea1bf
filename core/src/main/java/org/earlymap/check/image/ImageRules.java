// SPDX-License-Identifier: Apache-2.0
package org.earlymap.check.image;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.earlymap.check.Rule;

/** The rules of the group EM-SEG on the image as a whole. */
public final class ImageRules {
  private ImageRules() {}

  /** All of them, by id. */
  public static List<Rule> all() {
    return ImmutableList.of(
        new TextAtKimageVaddr(),
        new TextBehindHeader(),
        new HeaderSize(),
        new HeaderFlags(),
        new ImageWithinModules(),
        new ImageWithinVmalloc(),
        new LinkedAtImageAlignment(),
        new EntryAtText());
  }
}
