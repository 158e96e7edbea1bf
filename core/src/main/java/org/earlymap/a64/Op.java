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
  static final int STR_X_POST = 81;
  static final int LDR_X_POST = 82;
  static final int UDIV_W = 83;
  static final int UDIV_X = 84;
  static final int LSLV_W = 85;
  static final int LSRV_W = 86;
  static final int ASRV_W = 87;
  static final int LSLV_X = 88;
  static final int LSRV_X = 89;
  static final int ASRV_X = 90;
  static final int CLZ_W = 91;
  static final int CLZ_X = 92;
  static final int REV_W = 93;
  static final int REV_X = 94;
  static final int RBIT_X = 95;
  static final int AND_W = 96;
  static final int BIC_W = 97;
  static final int ORR_W = 98;
  static final int ORN_W = 99;
  static final int EOR_W = 100;
  static final int ANDS_W = 101;
  static final int BICS_W = 102;
  static final int AND_X = 103;
  static final int BIC_X = 104;
  static final int ORR_X = 105;
  static final int ORN_X = 106;
  static final int EOR_X = 107;
  static final int ANDS_X = 108;
  static final int BICS_X = 109;
  static final int ADD_W = 110;
  static final int ADDS_W = 111;
  static final int SUB_W = 112;
  static final int SUBS_W = 113;
  static final int ADD_X = 114;
  static final int ADDS_X = 115;
  static final int SUB_X = 116;
  static final int SUBS_X = 117;
  static final int ADD_W_EXTEND = 118;
  static final int ADD_X_EXTEND = 119;
  static final int SUB_X_EXTEND = 120;
  static final int SUBS_X_EXTEND = 121;
  static final int CCMN_W = 122;
  static final int CCMN_WI = 123;
  static final int CCMP_W = 124;
  static final int CCMP_WI = 125;
  static final int CCMN_X = 126;
  static final int CCMN_XI = 127;
  static final int CCMP_X = 128;
  static final int CCMP_XI = 129;
  static final int CSEL_W = 130;
  static final int CSINC_W = 131;
  static final int CSINV_W = 132;
  static final int CSNEG_W = 133;
  static final int CSEL_X = 134;
  static final int CSINC_X = 135;
  static final int CSINV_X = 136;
  static final int CSNEG_X = 137;
  static final int MADD_W = 138;
  static final int MSUB_W = 139;
  static final int MADD_X = 140;
  static final int MSUB_X = 141;
  static final int SMADDL = 142;
  static final int UMADDL = 143;
  static final int UMULH = 144;

  /** From here on: {@link IntegerOperations}. */
  static final int FIRST_INTEGER = 145;

  static final int CFINV = 145;
  static final int XAFLAG = 146;
  static final int AXFLAG = 147;
  static final int SDIV_W = 148;
  static final int SDIV_X = 149;
  static final int RORV_W = 150;
  static final int RORV_X = 151;
  static final int CRC32 = 152;
  static final int RBIT_W = 153;
  static final int REV16_W = 154;
  static final int CLS_W = 155;
  static final int REV16_X = 156;
  static final int CLS_X = 157;
  static final int REV32_X = 158;
  static final int LOGICAL_W_SHIFT = 159;
  static final int LOGICAL_X_SHIFT = 160;
  static final int EON_W = 161;
  static final int EON_X = 162;
  static final int ADD_W_LSR = 163;
  static final int ADD_W_ASR = 164;
  static final int ADD_X_LSR = 165;
  static final int ADD_X_ASR = 166;
  static final int ADDS_W_EXTEND = 167;
  static final int SUB_W_EXTEND = 168;
  static final int SUBS_W_EXTEND = 169;
  static final int ADDS_X_EXTEND = 170;
  static final int CARRY_W = 171;
  static final int CARRY_X = 172;
  static final int RMIF = 173;
  static final int SETF8 = 174;
  static final int SETF16 = 175;
  static final int SMSUBL = 176;
  static final int UMSUBL = 177;
  static final int SMULH = 178;

  /** From here on: {@link MemoryOperations}. */
  static final int FIRST_MEMORY = 179;

  static final int STXR = 179;
  static final int STXP = 180;
  static final int LDXR = 181;
  static final int LDXP = 182;
  static final int STLR = 183;
  static final int LDAR = 184;
  static final int CASP = 185;
  static final int CAS = 186;
  static final int LDR_W_LITERAL = 187;
  static final int LDRSW_LITERAL = 188;
  static final int STP_W_POST = 189;
  static final int LDP_W_POST = 190;
  static final int STP_W_PRE = 191;
  static final int LDP_W_PRE = 192;
  static final int LDPSW_POST = 193;
  static final int LDPSW = 194;
  static final int LDPSW_PRE = 195;
  static final int SINGLE_POST = 196;
  static final int SINGLE_PRE = 197;
  static final int SINGLE_USER = 198;
  static final int SINGLE_ORDERED = 199;
  static final int ATOMIC = 200;
  static final int CLREX = 201;

  /** From here on: {@link SigningOperations}. */
  static final int FIRST_SIGN = 202;

  static final int BR_AUTH_ZERO = 202;
  static final int BLR_AUTH_ZERO = 203;
  static final int BR_AUTH = 204;
  static final int BLR_AUTH = 205;
  static final int RET_AUTH = 206;
  static final int ERET_AUTH = 207;
  static final int XPACLRI = 208;
  static final int SIGN_HINT = 209;
  static final int LDR_AUTH = 210;
  static final int PACGA = 211;
  static final int SIGN = 212;
  static final int SIGN_ZERO = 213;
  static final int XPAC = 214;

  /** From here on: {@link SystemOperations}. */
  static final int FIRST_SYSTEM = 215;

  static final int UNIMPLEMENTED = 215;
  static final int ERET = 216;
  static final int SVC = 217;
  static final int HVC = 218;
  static final int SMC = 219;
  static final int BRK = 220;
  static final int UDF = 221;
  static final int WFE = 222;
  static final int WFI = 223;
  static final int SEV = 224;
  static final int ISB = 225;
  static final int MSR_UAO = 226;
  static final int MSR_PAN = 227;
  static final int MSR_SPSEL = 228;
  static final int MSR_SSBS = 229;
  static final int MSR_DIT = 230;
  static final int MSR_TCO = 231;
  static final int MSR_DAIFSET = 232;
  static final int MSR_DAIFCLR = 233;
  static final int SYS = 234;
  static final int MSR = 235;
  static final int MRS = 236;
  static final int VECTOR = 237;

  /** An instruction that this CPU does not have. */
  static final int UNDEFINED = 238;

  /** An instruction that is not in the table. */
  static final int UNKNOWN = 239;

  /** A place to stop at. */
  static final int BREAK = 240;

  private Op() {}
}
