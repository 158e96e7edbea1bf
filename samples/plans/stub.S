// SPDX-License-Identifier: Apache-2.0
//
// Room for the register sequences until the tables are planned: the first link takes this.
        .text
        .irp    level, el1, el2, el3, stage2
        .globl  earlymap_enable_\level
earlymap_enable_\level:
        .space  160
        .endr
