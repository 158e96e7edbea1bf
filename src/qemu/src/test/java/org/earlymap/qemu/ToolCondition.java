// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides what {@link RequiresTool} asks for. */
final class ToolCondition implements ExecutionCondition {
  private static final String REQUIRE = "EARLYMAP_REQUIRE_TOOLS";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<RequiresTool> needed = context.getElement().flatMap(ToolCondition::annotation);
    if (needed.isEmpty()) {
      return ConditionEvaluationResult.enabled("needs no tool");
    }
    for (String tool : needed.get().value()) {
      if (Tool.find(tool).isEmpty()) {
        String sentence = tool + " is not on the PATH, so this proof was not run";
        if ("1".equals(System.getenv(REQUIRE))) {
          throw new IllegalStateException(sentence + ", and " + REQUIRE + " demands it");
        }
        return ConditionEvaluationResult.disabled(sentence);
      }
    }
    return ConditionEvaluationResult.enabled("all tools are there");
  }

  private static Optional<RequiresTool> annotation(AnnotatedElement element) {
    return Optional.ofNullable(element.getAnnotation(RequiresTool.class));
  }
}
