/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/keyword: which names are keywords. The soft ones (match, case, type, _) are not among them.
 */
#include "state.h"

typedef struct {
    char text[9];
    uint8_t kind;
} keyword;

/* by length, and where those of each length begin */
static const keyword keywords[] = {
    {"as", PYI_TOK_AS},           {"if", PYI_TOK_IF},             {"in", PYI_TOK_IN},
    {"is", PYI_TOK_IS},           {"or", PYI_TOK_OR},             {"and", PYI_TOK_AND},
    {"def", PYI_TOK_DEF},         {"del", PYI_TOK_DEL},           {"for", PYI_TOK_FOR},
    {"not", PYI_TOK_NOT},         {"try", PYI_TOK_TRY},           {"None", PYI_TOK_NONE},
    {"True", PYI_TOK_TRUE},       {"elif", PYI_TOK_ELIF},         {"else", PYI_TOK_ELSE},
    {"from", PYI_TOK_FROM},       {"pass", PYI_TOK_PASS},         {"with", PYI_TOK_WITH},
    {"False", PYI_TOK_FALSE},     {"async", PYI_TOK_ASYNC},       {"await", PYI_TOK_AWAIT},
    {"break", PYI_TOK_BREAK},     {"class", PYI_TOK_CLASS},       {"raise", PYI_TOK_RAISE},
    {"while", PYI_TOK_WHILE},     {"yield", PYI_TOK_YIELD},       {"assert", PYI_TOK_ASSERT},
    {"except", PYI_TOK_EXCEPT},   {"global", PYI_TOK_GLOBAL},     {"import", PYI_TOK_IMPORT},
    {"lambda", PYI_TOK_LAMBDA},   {"return", PYI_TOK_RETURN},     {"finally", PYI_TOK_FINALLY},
    {"continue", PYI_TOK_CONTINUE}, {"nonlocal", PYI_TOK_NONLOCAL},
};
static const uint8_t first_of_length[] = {0, 0, 0, 5, 11, 18, 26, 32, 33, 35};

int pyi_lex_keyword(const char *text, Py_ssize_t size) {
    if (size < 2 || size > 8) {
        return PYI_TOK_NAME;
    }
    for (int i = first_of_length[size]; i < first_of_length[size + 1]; i++) {
        if (keywords[i].text[0] == text[0] && memcmp(keywords[i].text, text, size) == 0) {
            return keywords[i].kind;
        }
    }
    return PYI_TOK_NAME;
}
