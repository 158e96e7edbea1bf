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
          ROOT + ".version",
          ROOT + ".file",
          ROOT + ".arch",
          ROOT + ".memory",
          ROOT + ".table",
          ROOT + ".format",
          ROOT + ".config",
          ROOT + ".cpu",
          ROOT + ".cpu.override",
          ROOT + ".cpu.feature",
          ROOT + ".layout",
          ROOT + ".kernel.parts",
          ROOT + ".kernel.running",
          ROOT + ".kernel",
          ROOT + ".handover",
          ROOT + ".machine",
          ROOT + ".boot.decide",
          ROOT + ".boot.memblock",
          ROOT + ".boot.stage",
          ROOT + ".boot.space",
          ROOT + ".boot",
          ROOT + ".a64.decode",
          ROOT + ".a64.value",
          ROOT + ".a64",
          ROOT + ".run",
          ROOT + ".relocate",
          ROOT + ".tlb",
          ROOT + ".compare",
          ROOT + ".check",
          ROOT + ".plan",
          ROOT + ".emit",
          ROOT + ".build",
          ROOT + ".api",
          ROOT + ".assertj");

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

  /** The place of the most particular package in the order that holds {@code type}. */
  private static int rank(JavaClass type) {
    String name = type.getPackageName();
    int rank = name.equals(ROOT) ? 0 : -1;
    int length = 0;
    for (int i = 1; i < ORDER.size(); i++) {
      String known = ORDER.get(i);
      boolean holds = name.equals(known) || name.startsWith(known + ".");
      if (holds && known.length() > length) {
        rank = i;
        length = known.length();
      }
    }
    return rank;
  }
}
