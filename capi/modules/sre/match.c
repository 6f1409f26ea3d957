/* SPDX-License-Identifier: Apache-2.0 */
/* sre/match: the machine for characters of one, two and four bytes. */
#include "chars.h"

#define CHAR Py_UCS1
#define NAME(name) name##_1
#include "match_impl.h"
#include "search_impl.h"
#undef CHAR
#undef NAME

#define CHAR Py_UCS2
#define NAME(name) name##_2
#include "match_impl.h"
#include "search_impl.h"
#undef CHAR
#undef NAME

#define CHAR Py_UCS4
#define NAME(name) name##_4
#include "match_impl.h"
#include "search_impl.h"
#undef CHAR
#undef NAME

int pyi_sre_match(sre_state *state, const Py_UCS4 *code) {
    switch (state->width) {
        case 1: return match_1(state, code);
        case 2: return match_2(state, code);
        default: return match_4(state, code);
    }
}

int pyi_sre_search(sre_state *state, const Py_UCS4 *code) {
    switch (state->width) {
        case 1: return search_1(state, code);
        case 2: return search_2(state, code);
        default: return search_4(state, code);
    }
}
