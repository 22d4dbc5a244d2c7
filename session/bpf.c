/* SPDX-License-Identifier: MIT
 * bpf.c: what a seccomp filter says of a call: an interpreter for the classic BPF that
 * seccomp_check_filter() in kernel/seccomp.c admits. The kernel has checked the program.
 */
#include <linux/bpf_common.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>

#include "session.h"

struct machine {
	uint32_t a, x;
	uint32_t mem[BPF_MEMWORDS];
};

static uint32_t load_word(const struct seccomp_data *data, uint32_t offset)
{
	uint32_t word = 0;

	if (offset <= sizeof(*data) - sizeof(word))
		memcpy(&word, (const char *)data + offset, sizeof(word));
	return word;
}

static uint32_t alu(uint16_t op, uint32_t a, uint32_t b)
{
	switch (op) {
	case BPF_ADD:
		return a + b;
	case BPF_SUB:
		return a - b;
	case BPF_MUL:
		return a * b;
	case BPF_DIV:
		return b ? a / b : 0;
	case BPF_OR:
		return a | b;
	case BPF_AND:
		return a & b;
	case BPF_LSH:
		return b < 32 ? a << b : 0;
	case BPF_RSH:
		return b < 32 ? a >> b : 0;
	case BPF_XOR:
		return a ^ b;
	case BPF_NEG:
		return -a;
	default:
		return a;
	}
}

static bool jump_if(uint16_t op, uint32_t a, uint32_t b)
{
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	case BPF_JSET:
		return a & b;
	default:
		return false;
	}
}

static uint32_t load(const struct machine *m, const struct sock_filter *insn,
		     const struct seccomp_data *data)
{
	switch (BPF_MODE(insn->code)) {
	case BPF_ABS:
		return load_word(data, insn->k);
	case BPF_LEN:
		return sizeof(*data);
	case BPF_MEM:
		return insn->k < BPF_MEMWORDS ? m->mem[insn->k] : 0;
	default:
		return insn->k;
	}
}

/* Run a filter on a call; returns its SECCOMP_RET_ value. */
uint32_t bpf_run(const struct sock_filter *program, size_t len,
		 const struct seccomp_data *data)
{
	struct machine m = { 0 };
	size_t pc;

	for (pc = 0; pc < len; pc++) {
		const struct sock_filter *insn = &program[pc];
		uint32_t operand = BPF_SRC(insn->code) == BPF_X ? m.x : insn->k;

		switch (BPF_CLASS(insn->code)) {
		case BPF_LD:
			m.a = load(&m, insn, data);
			break;
		case BPF_LDX:
			m.x = load(&m, insn, data);
			break;
		case BPF_ST:
		case BPF_STX:
			if (insn->k < BPF_MEMWORDS)
				m.mem[insn->k] =
					BPF_CLASS(insn->code) == BPF_ST ? m.a : m.x;
			break;
		case BPF_ALU:
			m.a = alu(BPF_OP(insn->code), m.a, operand);
			break;
		case BPF_JMP:
			if (BPF_OP(insn->code) == BPF_JA)
				pc += insn->k;
			else
				pc += jump_if(BPF_OP(insn->code), m.a, operand)
					      ? insn->jt
					      : insn->jf;
			break;
		case BPF_RET:
			return BPF_RVAL(insn->code) == BPF_A ? m.a : insn->k;
		case BPF_MISC:
			if (BPF_MISCOP(insn->code) == BPF_TAX)
				m.x = m.a;
			else
				m.a = m.x;
			break;
		}
	}
	return SECCOMP_RET_KILL_PROCESS;
}
