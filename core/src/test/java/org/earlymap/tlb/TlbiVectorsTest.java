// SPDX-License-Identifier: Apache-2.0
package org.earlymap.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.earlymap.arch.Granule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ranges through the kernel's own macro: every operation of every case, in order. */
final class TlbiVectorsTest {
  private static final List<JsonNode> CASES = cases();

  @Test
  void theVectorsAreAllThere() {
    assertThat(CASES).hasSize(378);
  }

  @TestFactory
  Stream<DynamicTest> theKernelsOwnOperations() {
    return CASES.stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.get("start").asString() + " + " + vector.get("pages"),
                    () -> assertThat(planned(vector)).isEqualTo(expected(vector))));
  }

  private static List<String> planned(JsonNode vector) {
    Granule granule = Granule.ofBytes(1L << vector.get("page_shift").asInt());
    TlbiInstruction instruction =
        vector.get("last_level").asBoolean() ? TlbiInstruction.VALE1IS : TlbiInstruction.VAE1IS;
    TlbiRequest request =
        new TlbiRequest(
            instruction,
            new FlushRange(
                granule,
                number(vector.get("start")),
                vector.get("pages").asLong(),
                number(vector.get("stride"))),
            vector.get("asid").asInt(),
            vector.get("level").isNull()
                ? OptionalInt.empty()
                : OptionalInt.of(vector.get("level").asInt()),
            new TlbiCpu(
                vector.get("range").asBoolean(),
                vector.get("ttl").asBoolean(),
                vector.get("lpa2").asBoolean()));
    List<String> lines = new ArrayList<>();
    for (TlbiOperation operation :
        new TlbiPlanner(FlushAlgorithm.DESCENDING).split(request).operations()) {
      lines.add(operation.instruction().mnemonic() + " 0x" + Long.toHexString(operation.operand()));
    }
    return lines;
  }

  private static List<String> expected(JsonNode vector) {
    List<String> lines = new ArrayList<>();
    for (JsonNode operation : vector.get("operations")) {
      lines.add(operation.get(0).asString() + " " + operation.get(1).asString());
    }
    return lines;
  }

  private static long number(JsonNode hex) {
    return Long.parseUnsignedLong(hex.asString().substring(2), 16);
  }

  private static List<JsonNode> cases() {
    try (InputStream in =
        Objects.requireNonNull(TlbiVectorsTest.class.getResourceAsStream("/vectors/tlbi.json"))) {
      List<JsonNode> cases = new ArrayList<>();
      JsonMapper.shared().readTree(in).forEach(cases::add);
      return cases;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
