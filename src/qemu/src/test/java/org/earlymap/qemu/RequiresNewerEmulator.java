// SPDX-License-Identifier: Apache-2.0
package org.earlymap.qemu;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests need the emulator that the script {@code newer-emulator} fetches. Where it is not there
 * they are skipped, saying so; with EARLYMAP_REQUIRE_TOOLS=1 in the environment they fail instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ToolCondition.class)
@interface RequiresNewerEmulator {}
