// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.read;

import java.io.PrintWriter;
import org.earlymap.Hex;
import org.earlymap.arch.Descriptor;
import org.earlymap.table.TableVisitor;
import org.earlymap.table.TranslationContext;

/** The mappings of a walk as JSON objects or as rows of CSV, written as they are met. */
final class MappingRows implements TableVisitor {
  private static final String HEADER =
      "va,end,size,pa,repeated,level,descriptor,rights,memory_type,contiguous,global";

  private final PrintWriter out;
  private final TranslationContext context;
  private final boolean json;
  private boolean first = true;

  MappingRows(PrintWriter out, TranslationContext context, boolean json) {
    this.out = out;
    this.context = context;
    this.json = json;
    out.println(json ? "{ \"schema\": \"earlymap.mappings/1\", \"mappings\": [" : HEADER);
  }

  /** Ends the JSON. */
  void end() {
    if (json) {
      out.println(first ? "] }" : System.lineSeparator() + "] }");
    }
  }

  @Override
  public void leaves(
      long va, int level, long pa, long step, long count, long descriptor, int hierarchical) {
    long size = count << context.regime().granule().levelShift(level);
    boolean repeated = step == 0 && count > 1;
    String rights =
        context.permissions().describe(context.permissions().rights(descriptor, hierarchical));
    String type = context.memoryType(descriptor).describe();
    boolean contiguous = (descriptor & Descriptor.CONTIGUOUS) != 0;
    boolean global = context.permissions().kind().isStage2() || (descriptor & Descriptor.NG) == 0;
    if (json) {
      out.print(first ? "" : "," + System.lineSeparator());
      out.print("  { \"va\": \"" + Hex.of(va) + "\", \"end\": \"" + Hex.of(va + size));
      out.print("\", \"size\": " + size + ", \"pa\": \"" + Hex.of(pa));
      out.print("\", \"repeated\": " + repeated + ", \"level\": " + level);
      out.print(", \"descriptor\": \"" + Hex.of(descriptor) + "\", \"rights\": \"" + rights);
      out.print("\", \"memoryType\": \"" + type + "\", \"contiguous\": " + contiguous);
      out.print(", \"global\": " + global + " }");
    } else {
      out.print(Hex.of(va) + "," + Hex.of(va + size) + "," + size + "," + Hex.of(pa) + ",");
      out.print(repeated + "," + level + "," + Hex.of(descriptor) + "," + rights + ",");
      out.println("\"" + type + "\"," + contiguous + "," + global);
    }
    first = false;
  }
}
