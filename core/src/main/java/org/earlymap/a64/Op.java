// SPDX-License-Identifier: Apache-2.0
package org.earlymap.a64;

/**
 * The operations that decoded instructions are, by number. Those that {@link Interpreter} executes
 * itself come first; the others stand in runs, one for each class that executes them.
 */
final class Op {
  /** The instruction has not been looked at. */
  static final int UNDECODED = 0;

  static final int ADR = 1;
  static final int ADRP = 2;
  static final int ADD_WI = 3;
  static final int ADDS_WI = 4;
  static final int SUBS_WI = 5;
  static final int ADD_XI = 6;
  static final int ADDS_XI = 7;
  static final int SUBS_XI = 8;
  static final int AND_WI = 9;
  static final int ORR_WI = 10;
  static final int EOR_WI = 11;
  static final int ANDS_WI = 12;
  static final int AND_XI = 13;
  static final int ORR_XI = 14;
  static final int EOR_XI = 15;
  static final int ANDS_XI = 16;
  static final int MOVN_W = 17;
  static final int MOVZ = 18;
  static final int MOVK_W = 19;
  static final int MOVN_X = 20;
  static final int MOVK_X = 21;
  static final int SBFM_W = 22;
  static final int BFM_W = 23;
  static final int UBFM_W = 24;
  static final int SBFM_X = 25;
  static final int BFM_X = 26;
  static final int UBFM_X = 27;
  static final int EXTR_W = 28;
  static final int EXTR_X = 29;
  static final int B = 30;
  static final int BL = 31;
  static final int B_COND = 32;
  static final int CBZ_W = 33;
  static final int CBNZ_W = 34;
  static final int CBZ_X = 35;
  static final int CBNZ_X = 36;
  static final int TBZ = 37;
  static final int TBNZ = 38;
  static final int BR = 39;
  static final int BLR = 40;
  static final int RET = 41;
  static final int MRS_SP_EL0 = 42;
  static final int NOP = 43;
  static final int LDR_X_LITERAL = 44;
  static final int STP_X = 45;
  static final int LDP_X = 46;
  static final int STP_X_POST = 47;
  static final int LDP_X_POST = 48;
  static final int STP_X_PRE = 49;
  static final int LDP_X_PRE = 50;
  static final int STP_W = 51;
  static final int LDP_W = 52;
  static final int STRB = 53;
  static final int LDRB = 54;
  static final int LDRSB_X = 55;
  static final int LDRSB_W = 56;
  static final int STRH = 57;
  static final int LDRH = 58;
  static final int LDRSH_X = 59;
  static final int LDRSH_W = 60;
  static final int STR_W = 61;
  static final int LDR_W = 62;
  static final int LDRSW = 63;
  static final int STR_X = 64;
  static final int LDR_X = 65;
  static final int STRB_REG = 66;
  static final int LDRB_REG = 67;
  static final int LDRSB_X_REG = 68;
  static final int LDRSB_W_REG = 69;
  static final int STRH_REG = 70;
  static final int LDRH_REG = 71;
  static final int LDRSH_X_REG = 72;
  static final int LDRSH_W_REG = 73;
  static final int STR_W_REG = 74;
  static final int LDR_W_REG = 75;
  static final int LDRSW_REG = 76;
  static final int STR_X_REG = 77;
  static final int LDR_X_REG = 78;
  static final int STRB_POST = 79;
  static final int LDRB_POST = 80;
  static final int STR_W_POST = 81;
  static final int LDR_W_POST = 82;
  static final int STR_X_POST = 83;
  static final int LDR_X_POST = 84;
  static final int UDIV_W = 85;
  static final int UDIV_X = 86;
  static final int LSLV_W = 87;
  static final int LSRV_W = 88;
  static final int ASRV_W = 89;
  static final int LSLV_X = 90;
  static final int LSRV_X = 91;
  static final int ASRV_X = 92;
  static final int CLZ_W = 93;
  static final int CLZ_X = 94;
  static final int REV_W = 95;
  static final int REV_X = 96;
  static final int RBIT_X = 97;
  static final int AND_W = 98;
  static final int BIC_W = 99;
  static final int ORR_W = 100;
  static final int ORN_W = 101;
  static final int EOR_W = 102;
  static final int ANDS_W = 103;
  static final int BICS_W = 104;
  static final int AND_X = 105;
  static final int BIC_X = 106;
  static final int ORR_X = 107;
  static final int ORN_X = 108;
  static final int EOR_X = 109;
  static final int ANDS_X = 110;
  static final int BICS_X = 111;
  static final int ADD_W = 112;
  static final int ADDS_W = 113;
  static final int SUB_W = 114;
  static final int SUBS_W = 115;
  static final int ADD_X = 116;
  static final int ADDS_X = 117;
  static final int SUB_X = 118;
  static final int SUBS_X = 119;
  static final int ADD_W_EXTEND = 120;
  static final int ADD_X_EXTEND = 121;
  static final int SUB_X_EXTEND = 122;
  static final int SUBS_X_EXTEND = 123;
  static final int CCMN_W = 124;
  static final int CCMN_WI = 125;
  static final int CCMP_W = 126;
  static final int CCMP_WI = 127;
  static final int CCMN_X = 128;
  static final int CCMN_XI = 129;
  static final int CCMP_X = 130;
  static final int CCMP_XI = 131;
  static final int CSEL_W = 132;
  static final int CSINC_W = 133;
  static final int CSINV_W = 134;
  static final int CSNEG_W = 135;
  static final int CSEL_X = 136;
  static final int CSINC_X = 137;
  static final int CSINV_X = 138;
  static final int CSNEG_X = 139;
  static final int MADD_W = 140;
  static final int MSUB_W = 141;
  static final int MADD_X = 142;
  static final int MSUB_X = 143;
  static final int SMADDL = 144;
  static final int UMADDL = 145;
  static final int UMULH = 146;

  /** From here on: {@link IntegerOperations}. */
  static final int FIRST_INTEGER = 147;

  static final int CFINV = 147;
  static final int XAFLAG = 148;
  static final int AXFLAG = 149;
  static final int SDIV_W = 150;
  static final int SDIV_X = 151;
  static final int RORV_W = 152;
  static final int RORV_X = 153;
  static final int CRC32 = 154;
  static final int RBIT_W = 155;
  static final int REV16_W = 156;
  static final int CLS_W = 157;
  static final int REV16_X = 158;
  static final int CLS_X = 159;
  static final int REV32_X = 160;
  static final int LOGICAL_W_SHIFT = 161;
  static final int LOGICAL_X_SHIFT = 162;
  static final int EON_W = 163;
  static final int EON_X = 164;
  static final int ADD_W_LSR = 165;
  static final int ADD_W_ASR = 166;
  static final int ADD_X_LSR = 167;
  static final int ADD_X_ASR = 168;
  static final int ADDS_W_EXTEND = 169;
  static final int SUB_W_EXTEND = 170;
  static final int SUBS_W_EXTEND = 171;
  static final int ADDS_X_EXTEND = 172;
  static final int CARRY_W = 173;
  static final int CARRY_X = 174;
  static final int RMIF = 175;
  static final int SETF8 = 176;
  static final int SETF16 = 177;
  static final int SMSUBL = 178;
  static final int UMSUBL = 179;
  static final int SMULH = 180;

  /** From here on: {@link MemoryOperations}. */
  static final int FIRST_MEMORY = 181;

  static final int STXR = 181;
  static final int STXP = 182;
  static final int LDXR = 183;
  static final int LDXP = 184;
  static final int STLR = 185;
  static final int LDAR = 186;
  static final int CASP = 187;
  static final int CAS = 188;
  static final int LDR_W_LITERAL = 189;
  static final int LDRSW_LITERAL = 190;
  static final int STP_W_POST = 191;
  static final int LDP_W_POST = 192;
  static final int STP_W_PRE = 193;
  static final int LDP_W_PRE = 194;
  static final int LDPSW_POST = 195;
  static final int LDPSW = 196;
  static final int LDPSW_PRE = 197;
  static final int SINGLE_POST = 198;
  static final int SINGLE_PRE = 199;
  static final int SINGLE_USER = 200;
  static final int SINGLE_ORDERED = 201;
  static final int ATOMIC = 202;
  static final int CLREX = 203;

  /** From here on: {@link SigningOperations}. */
  static final int FIRST_SIGN = 204;

  static final int BR_AUTH_ZERO = 204;
  static final int BLR_AUTH_ZERO = 205;
  static final int BR_AUTH = 206;
  static final int BLR_AUTH = 207;
  static final int RET_AUTH = 208;
  static final int ERET_AUTH = 209;
  static final int XPACLRI = 210;
  static final int SIGN_HINT = 211;
  static final int LDR_AUTH = 212;
  static final int PACGA = 213;
  static final int SIGN = 214;
  static final int SIGN_ZERO = 215;
  static final int XPAC = 216;

  /** From here on: {@link SystemOperations}. */
  static final int FIRST_SYSTEM = 217;

  static final int UNIMPLEMENTED = 217;
  static final int ERET = 218;
  static final int SVC = 219;
  static final int HVC = 220;
  static final int SMC = 221;
  static final int BRK = 222;
  static final int UDF = 223;
  static final int WFE = 224;
  static final int WFI = 225;
  static final int SEV = 226;
  static final int ISB = 227;
  static final int MSR_UAO = 228;
  static final int MSR_PAN = 229;
  static final int MSR_SPSEL = 230;
  static final int MSR_SSBS = 231;
  static final int MSR_DIT = 232;
  static final int MSR_TCO = 233;
  static final int MSR_DAIFSET = 234;
  static final int MSR_DAIFCLR = 235;
  static final int SYS = 236;
  static final int MSR = 237;
  static final int MRS = 238;
  static final int VECTOR = 239;

  /** An instruction that this CPU does not have. */
  static final int UNDEFINED = 240;

  /** An instruction that is not in the table. */
  static final int UNKNOWN = 241;

  /** A place to stop at. */
  static final int BREAK = 242;

  private Op() {}
}
