// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** The library's packages, lowest first: each may use itself and those before it. */
final class PackageOrder extends ArchCondition<JavaClass> {
  private static final String ROOT = "org.earlymap";

  private static final List<String> ORDER =
      List.of(
          ROOT,
          ROOT + ".arch",
          ROOT + ".table",
          ROOT + ".format",
          ROOT + ".cpu",
          ROOT + ".kernel",
          ROOT + ".boot",
          ROOT + ".a64",
          ROOT + ".run",
          ROOT + ".relocate",
          ROOT + ".tlb",
          ROOT + ".compare",
          ROOT + ".check",
          ROOT + ".manifest");

  PackageOrder() {
    super("use only packages that come before their own");
  }

  @Override
  public void check(JavaClass origin, ConditionEvents events) {
    int own = rank(origin);
    if (own < 0) {
      events.add(
          SimpleConditionEvent.violated(
              origin, origin.getFullName() + " lies in a package that has no place in the order"));
    }
    for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass();
      if (target.getPackageName().startsWith(ROOT) && rank(target) > own) {
        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
      }
    }
  }

  private static int rank(JavaClass type) {
    String name = type.getPackageName();
    for (int i = ORDER.size() - 1; i > 0; i--) {
      if (name.equals(ORDER.get(i)) || name.startsWith(ORDER.get(i) + ".")) {
        return i;
      }
    }
    return name.equals(ROOT) ? 0 : -1;
  }
}
