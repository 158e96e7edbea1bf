// SPDX-License-Identifier: Apache-2.0

/** The teaching programs; they see of the library what every program sees. */
module org.earlymap.samples {
  requires org.earlymap.core;
}
