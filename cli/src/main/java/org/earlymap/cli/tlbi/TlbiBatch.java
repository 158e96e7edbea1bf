// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.tlbi;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.earlymap.arch.Granule;
import org.earlymap.cli.options.BatchElement;
import org.earlymap.tlb.FlushRange;
import org.earlymap.tlb.TlbiCpu;
import org.earlymap.tlb.TlbiInstruction;
import org.earlymap.tlb.TlbiOperation;
import org.earlymap.tlb.TlbiPlanner;
import org.earlymap.tlb.TlbiRangeException;
import org.earlymap.tlb.TlbiRequest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON array of ranges, given back with the operations of each. */
final class TlbiBatch {
  private static final String NUMBER = "a whole number";

  private TlbiBatch() {}

  /** Prints the answers; {@code named} says in an object with a schema what they are. */
  static void print(Path path, TlbiPlanner planner, boolean named, PrintWriter out)
      throws IOException {
    Optional<String> schema = named ? Optional.of("earlymap.tlbi-batch/1") : Optional.empty();
    BatchElement.printAnswers(path, "ranges", schema, range -> planned(range, planner), out);
  }

  private static ObjectNode planned(BatchElement range, TlbiPlanner planner) {
    ObjectNode answer = range.copy();
    ArrayNode operations = answer.putArray("operations");
    try {
      for (TlbiOperation operation : planner.split(request(range)).operations()) {
        operations
            .addArray()
            .add(operation.instruction().mnemonic())
            .add("0x" + Long.toHexString(operation.operand()));
      }
    } catch (TlbiRangeException e) {
      throw range.wrong(e);
    }
    return answer;
  }

  private static TlbiRequest request(BatchElement range) {
    int pageShift = range.integer("page_shift", NUMBER);
    if (pageShift != 12 && pageShift != 14 && pageShift != 16) {
      throw range.wrong("page_shift", "12, 14 or 16");
    }
    Granule granule = Granule.ofBytes(1L << pageShift);
    FlushRange flushed =
        new FlushRange(
            granule, range.number("start"), range.integer("pages", NUMBER), range.number("stride"));
    boolean lastLevel = range.flag("last_level");
    return new TlbiRequest(
        lastLevel ? TlbiInstruction.VALE1IS : TlbiInstruction.VAE1IS,
        flushed,
        range.integer("asid", NUMBER),
        range.isNull("level")
            ? OptionalInt.empty()
            : OptionalInt.of(range.integer("level", NUMBER)),
        new TlbiCpu(range.flag("range"), range.flag("ttl"), range.flag("lpa2")));
  }
}
