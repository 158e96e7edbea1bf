// SPDX-License-Identifier: Apache-2.0
package org.earlymap;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/** No Guava type where a caller sees it: supertypes, public and protected members of open types. */
final class NoGuavaInSignatures extends ArchCondition<JavaClass> {
  NoGuavaInSignatures() {
    super("have no Guava type in a signature that callers see");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    if (!isOpen(type)) {
      return;
    }
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    report(type.getDescription(), supertypes, events);
    for (JavaMember member : type.getMembers()) {
      if (member.getModifiers().contains(JavaModifier.PUBLIC)
          || member.getModifiers().contains(JavaModifier.PROTECTED)) {
        report(member.getDescription(), typesOf(member), events);
      }
    }
  }

  private static boolean isOpen(JavaClass type) {
    Optional<JavaClass> outer = type.getEnclosingClass();
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && (outer.isEmpty() || isOpen(outer.get()));
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
  }

  private static void report(String where, Stream<JavaType> types, ConditionEvents events) {
    types
        .map(JavaType::getAllInvolvedRawTypes)
        .flatMap(Collection::stream)
        .filter(raw -> raw.getPackageName().startsWith("com.google.common"))
        .forEach(
            raw ->
                events.add(
                    SimpleConditionEvent.violated(raw, where + " shows " + raw.getFullName())));
  }
}
