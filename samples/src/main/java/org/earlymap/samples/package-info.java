// SPDX-License-Identifier: Apache-2.0

/**
 * Programs that teach the library, one thing each. Read them in the order of their numbers.
 *
 * <ol>
 *   <li>{@link org.earlymap.samples.Sample01BuildTables}: from a kernel to the tables of its boot
 *   <li>{@link org.earlymap.samples.Sample02ReadDescriptors}: from a virtual address down to its
 *       page
 *   <li>{@link org.earlymap.samples.Sample03FrontDoor}: the main job in a few lines
 *   <li>{@link org.earlymap.samples.Sample04CompareKernels}: what two kernels map differently
 *   <li>{@code Sample05JudgeRights}, among the tests: W^X judged in a unit test
 * </ol>
 */
@NullMarked
package org.earlymap.samples;

import org.jspecify.annotations.NullMarked;
