// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earlymap.boot.decide.Stage;
import org.earlymap.compare.EngineAgreement;

/**
 * What came out of one machine.
 *
 * @param name the machine
 * @param agreements the stages that were compared
 * @param differences the first descriptors that differ, of each stage that does
 * @param trouble why there was no more to compare; empty where all was
 * @param modelRefuses whether the model computes nothing there, so that nothing was compared
 * @param repeat a command that does it again; empty where the user's own does
 */
record ProofReport(
    String name,
    List<EngineAgreement> agreements,
    Map<Stage, List<ProofDifference>> differences,
    Optional<String> trouble,
    boolean modelRefuses,
    String repeat) {
  /** How many differing words are shown of a stage. */
  static final int MOST_SHOWN = 8;

  static ProofReport refused(String name, String why) {
    return new ProofReport(name, List.of(), Map.of(), Optional.of(why), true, "");
  }

  static ProofReport stopped(
      String name,
      List<EngineAgreement> before,
      Map<Stage, List<ProofDifference>> differences,
      Stage stage,
      String why,
      String repeat) {
    return new ProofReport(
        name,
        List.copyOf(before),
        Map.copyOf(differences),
        Optional.of("the code does not come to " + stage.label() + ": " + why),
        false,
        repeat);
  }

  static ProofReport compared(
      String name,
      List<EngineAgreement> agreements,
      Map<Stage, List<ProofDifference>> differences,
      String repeat) {
    return new ProofReport(
        name, List.copyOf(agreements), Map.copyOf(differences), Optional.empty(), false, repeat);
  }

  /** Whether all that could be compared is the same. */
  boolean agrees() {
    return trouble.isEmpty() && agreements.stream().allMatch(EngineAgreement::agrees);
  }

  /** The first descriptors that differ at {@code stage}. */
  List<ProofDifference> differences(Stage stage) {
    return differences.getOrDefault(stage, List.of());
  }

  long words() {
    return agreements.stream().mapToLong(EngineAgreement::words).sum();
  }
}
