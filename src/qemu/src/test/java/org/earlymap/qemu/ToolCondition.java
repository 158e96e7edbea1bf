// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides what {@link RequiresTool} and {@link RequiresNewerEmulator} ask for. */
final class ToolCondition implements ExecutionCondition {
  private static final String REQUIRE = "EARLYMAP_REQUIRE_TOOLS";
  private static final String EMULATOR = "qemu-system-aarch64";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<String> missing = context.getElement().flatMap(ToolCondition::missing);
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("all tools are there");
    }
    String sentence = missing.get() + ", so this proof was not run";
    if (isDemanded()) {
      throw new IllegalStateException(sentence + ", and " + REQUIRE + " demands it");
    }
    return ConditionEvaluationResult.disabled(sentence);
  }

  /** Whether nothing may be left out for want of a tool. */
  static boolean isDemanded() {
    return "1".equals(System.getenv(REQUIRE));
  }

  private static Optional<String> missing(AnnotatedElement element) {
    RequiresTool needed = element.getAnnotation(RequiresTool.class);
    if (needed != null) {
      for (String tool : needed.value()) {
        if (Tool.find(tool).isEmpty()) {
          return Optional.of(tool + " is not on the PATH");
        }
      }
    }
    boolean newer = element.isAnnotationPresent(RequiresNewerEmulator.class);
    return newer && Emulator.newer(EMULATOR).isEmpty()
        ? Optional.of("src/qemu/newer-emulator has not been run")
        : Optional.empty();
  }
}
