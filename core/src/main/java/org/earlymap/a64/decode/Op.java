// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64.decode;

import org.earlymap.a64.IntegerOperations;
import org.earlymap.a64.Interpreter;
import org.earlymap.a64.MemoryOperations;
import org.earlymap.a64.SigningOperations;
import org.earlymap.a64.SystemOperations;
import org.earlymap.a64.TagOperations;

/**
 * The operations that decoded instructions are, by number. Those that {@link Interpreter} executes
 * itself come first; the others stand in runs, one for each class that executes them.
 */
public final class Op {
  /** The instruction has not been looked at. */
  public static final int UNDECODED = 0;

  public static final int ADR = 1;
  public static final int ADRP = 2;
  public static final int ADD_WI = 3;
  public static final int ADDS_WI = 4;
  public static final int SUBS_WI = 5;
  public static final int ADD_XI = 6;
  public static final int ADDS_XI = 7;
  public static final int SUBS_XI = 8;
  public static final int AND_WI = 9;
  public static final int ORR_WI = 10;
  public static final int EOR_WI = 11;
  public static final int ANDS_WI = 12;
  public static final int AND_XI = 13;
  public static final int ORR_XI = 14;
  public static final int EOR_XI = 15;
  public static final int ANDS_XI = 16;
  public static final int MOVN_W = 17;
  public static final int MOVZ = 18;
  public static final int MOVK_W = 19;
  public static final int MOVN_X = 20;
  public static final int MOVK_X = 21;
  public static final int SBFM_W = 22;
  public static final int BFM_W = 23;
  public static final int UBFM_W = 24;
  public static final int SBFM_X = 25;
  public static final int BFM_X = 26;
  public static final int UBFM_X = 27;
  public static final int EXTR_W = 28;
  public static final int EXTR_X = 29;
  public static final int B = 30;
  public static final int BL = 31;
  public static final int B_COND = 32;
  public static final int CBZ_W = 33;
  public static final int CBNZ_W = 34;
  public static final int CBZ_X = 35;
  public static final int CBNZ_X = 36;
  public static final int TBZ = 37;
  public static final int TBNZ = 38;
  public static final int BR = 39;
  public static final int BLR = 40;
  public static final int RET = 41;
  public static final int MRS_SP_EL0 = 42;
  public static final int NOP = 43;
  public static final int LDR_X_LITERAL = 44;
  public static final int STP_X = 45;
  public static final int LDP_X = 46;
  public static final int STP_X_POST = 47;
  public static final int LDP_X_POST = 48;
  public static final int STP_X_PRE = 49;
  public static final int LDP_X_PRE = 50;
  public static final int STP_W = 51;
  public static final int LDP_W = 52;
  public static final int STRB = 53;
  public static final int LDRB = 54;
  public static final int LDRSB_X = 55;
  public static final int LDRSB_W = 56;
  public static final int STRH = 57;
  public static final int LDRH = 58;
  public static final int LDRSH_X = 59;
  public static final int LDRSH_W = 60;
  public static final int STR_W = 61;
  public static final int LDR_W = 62;
  public static final int LDRSW = 63;
  public static final int STR_X = 64;
  public static final int LDR_X = 65;
  public static final int STRB_REG = 66;
  public static final int LDRB_REG = 67;
  public static final int LDRSB_X_REG = 68;
  public static final int LDRSB_W_REG = 69;
  public static final int STRH_REG = 70;
  public static final int LDRH_REG = 71;
  public static final int LDRSH_X_REG = 72;
  public static final int LDRSH_W_REG = 73;
  public static final int STR_W_REG = 74;
  public static final int LDR_W_REG = 75;
  public static final int LDRSW_REG = 76;
  public static final int STR_X_REG = 77;
  public static final int LDR_X_REG = 78;
  public static final int STRB_POST = 79;
  public static final int LDRB_POST = 80;
  public static final int STR_X_POST = 81;
  public static final int LDR_X_POST = 82;
  public static final int UDIV_W = 83;
  public static final int UDIV_X = 84;
  public static final int LSLV_W = 85;
  public static final int LSRV_W = 86;
  public static final int ASRV_W = 87;
  public static final int LSLV_X = 88;
  public static final int LSRV_X = 89;
  public static final int ASRV_X = 90;
  public static final int CLZ_W = 91;
  public static final int CLZ_X = 92;
  public static final int REV_W = 93;
  public static final int REV_X = 94;
  public static final int RBIT_X = 95;
  public static final int AND_W = 96;
  public static final int BIC_W = 97;
  public static final int ORR_W = 98;
  public static final int ORN_W = 99;
  public static final int EOR_W = 100;
  public static final int ANDS_W = 101;
  public static final int BICS_W = 102;
  public static final int AND_X = 103;
  public static final int BIC_X = 104;
  public static final int ORR_X = 105;
  public static final int ORN_X = 106;
  public static final int EOR_X = 107;
  public static final int ANDS_X = 108;
  public static final int BICS_X = 109;
  public static final int ADD_W = 110;
  public static final int ADDS_W = 111;
  public static final int SUB_W = 112;
  public static final int SUBS_W = 113;
  public static final int ADD_X = 114;
  public static final int ADDS_X = 115;
  public static final int SUB_X = 116;
  public static final int SUBS_X = 117;
  public static final int ADD_W_EXTEND = 118;
  public static final int ADD_X_EXTEND = 119;
  public static final int SUB_X_EXTEND = 120;
  public static final int SUBS_X_EXTEND = 121;
  public static final int CCMN_W = 122;
  public static final int CCMN_WI = 123;
  public static final int CCMP_W = 124;
  public static final int CCMP_WI = 125;
  public static final int CCMN_X = 126;
  public static final int CCMN_XI = 127;
  public static final int CCMP_X = 128;
  public static final int CCMP_XI = 129;
  public static final int CSEL_W = 130;
  public static final int CSINC_W = 131;
  public static final int CSINV_W = 132;
  public static final int CSNEG_W = 133;
  public static final int CSEL_X = 134;
  public static final int CSINC_X = 135;
  public static final int CSINV_X = 136;
  public static final int CSNEG_X = 137;
  public static final int MADD_W = 138;
  public static final int MSUB_W = 139;
  public static final int MADD_X = 140;
  public static final int MSUB_X = 141;
  public static final int SMADDL = 142;
  public static final int UMADDL = 143;
  public static final int UMULH = 144;

  /** From here on: {@link IntegerOperations}. */
  static final int FIRST_INTEGER = 145;

  public static final int CFINV = 145;
  public static final int XAFLAG = 146;
  public static final int AXFLAG = 147;
  public static final int SDIV_W = 148;
  public static final int SDIV_X = 149;
  public static final int RORV_W = 150;
  public static final int RORV_X = 151;
  public static final int CRC32 = 152;
  public static final int RBIT_W = 153;
  public static final int REV16_W = 154;
  public static final int CLS_W = 155;
  public static final int REV16_X = 156;
  public static final int CLS_X = 157;
  public static final int REV32_X = 158;
  public static final int LOGICAL_W_SHIFT = 159;
  public static final int LOGICAL_X_SHIFT = 160;
  public static final int EON_W = 161;
  public static final int EON_X = 162;
  public static final int ADD_W_LSR = 163;
  public static final int ADD_W_ASR = 164;
  public static final int ADD_X_LSR = 165;
  public static final int ADD_X_ASR = 166;
  public static final int ADDS_W_EXTEND = 167;
  public static final int SUB_W_EXTEND = 168;
  public static final int SUBS_W_EXTEND = 169;
  public static final int ADDS_X_EXTEND = 170;
  public static final int CARRY_W = 171;
  public static final int CARRY_X = 172;
  public static final int RMIF = 173;
  public static final int SETF8 = 174;
  public static final int SETF16 = 175;
  public static final int SMSUBL = 176;
  public static final int UMSUBL = 177;
  public static final int SMULH = 178;
  public static final int EXTREME_WI = 179;
  public static final int EXTREME_XI = 180;
  public static final int EXTREME_W = 181;
  public static final int EXTREME_X = 182;
  public static final int CTZ_W = 183;
  public static final int CTZ_X = 184;
  public static final int CNT_W = 185;
  public static final int CNT_X = 186;
  public static final int ABS_W = 187;
  public static final int ABS_X = 188;

  /** From here on: {@link MemoryOperations}. */
  public static final int FIRST_MEMORY = 189;

  public static final int STXR = 189;
  public static final int STXP = 190;
  public static final int LDXR = 191;
  public static final int LDXP = 192;
  public static final int STLR = 193;
  public static final int LDAR = 194;
  public static final int CASP = 195;
  public static final int CAS = 196;
  public static final int LDR_W_LITERAL = 197;
  public static final int LDRSW_LITERAL = 198;
  public static final int STP_W_POST = 199;
  public static final int LDP_W_POST = 200;
  public static final int STP_W_PRE = 201;
  public static final int LDP_W_PRE = 202;
  public static final int LDPSW_POST = 203;
  public static final int LDPSW = 204;
  public static final int LDPSW_PRE = 205;
  public static final int SINGLE_POST = 206;
  public static final int SINGLE_PRE = 207;
  public static final int SINGLE_USER = 208;
  public static final int SINGLE_ORDERED = 209;
  public static final int ATOMIC = 210;
  public static final int CLREX = 211;

  /** From here on: {@link SigningOperations}. */
  public static final int FIRST_SIGN = 212;

  public static final int BR_AUTH_ZERO = 212;
  public static final int BLR_AUTH_ZERO = 213;
  public static final int BR_AUTH = 214;
  public static final int BLR_AUTH = 215;
  public static final int RET_AUTH = 216;
  public static final int ERET_AUTH = 217;
  public static final int XPACLRI = 218;
  public static final int SIGN_HINT = 219;
  public static final int LDR_AUTH = 220;
  public static final int PACGA = 221;
  public static final int SIGN = 222;
  public static final int SIGN_ZERO = 223;
  public static final int XPAC = 224;

  /** From here on: {@link TagOperations}. */
  public static final int FIRST_TAG = 225;

  public static final int ADDG = 225;
  public static final int SUBG = 226;
  public static final int IRG = 227;
  public static final int GMI = 228;
  public static final int SUBP = 229;
  public static final int SUBPS = 230;
  public static final int LDG = 231;
  public static final int STG = 232;
  public static final int STGP = 233;
  public static final int STGP_POST = 234;
  public static final int STGP_PRE = 235;
  public static final int TAG_BLOCK = 236;

  /** From here on: {@link SystemOperations}. */
  public static final int FIRST_SYSTEM = 237;

  static final int UNIMPLEMENTED = 237;
  public static final int ERET = 238;
  public static final int SVC = 239;
  public static final int HVC = 240;
  public static final int SMC = 241;
  public static final int BRK = 242;
  public static final int UDF = 243;
  public static final int WFE = 244;
  public static final int WFI = 245;
  public static final int SEV = 246;
  public static final int ISB = 247;
  public static final int MSR_UAO = 248;
  public static final int MSR_PAN = 249;
  public static final int MSR_SPSEL = 250;
  public static final int MSR_SSBS = 251;
  public static final int MSR_DIT = 252;
  public static final int MSR_TCO = 253;
  public static final int MSR_DAIFSET = 254;
  public static final int MSR_DAIFCLR = 255;
  public static final int SYS = 256;
  public static final int MSR = 257;
  public static final int MRS = 258;
  public static final int VECTOR = 259;
  public static final int ADD_VECTORS = 260;
  public static final int READ_VECTORS = 261;
  public static final int READ_STREAMING = 262;

  /** An instruction that this CPU does not have, or that the architecture has not allocated. */
  public static final int UNDEFINED = 263;

  /** A place to stop at. */
  public static final int BREAK = 264;

  private Op() {}
}
