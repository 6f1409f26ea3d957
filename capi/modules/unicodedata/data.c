/* SPDX-License-Identifier: Apache-2.0 */
/* Answers from the tables that capi/unicodedata_tables.py writes. */
#include "ucd.h"

#include "unicode_data.h"

const char ucd_version[] = UCD_VERSION;

/* ---- properties ------------------------------------------------------------------------------ */

int ucd_property(Py_UCS4 c, int what, bool old) {
    bool in_old = old && what != UCD_COMBINING;
    return in_old ? ucd_old_records[UCD_OLD_ROW(c)][what] : ucd_new_records[UCD_NEW_ROW(c)][what];
}

const char *ucd_property_name(Py_UCS4 c, int what, bool old) {
    int number = ucd_property(c, what, old);
    return what == UCD_CATEGORY        ? ucd_category[number]
           : what == UCD_BIDIRECTIONAL ? ucd_bidirectional[number]
                                       : ucd_east_asian_width[number];
}

bool ucd_is_assigned(Py_UCS4 c, bool old) {
    return strcmp(ucd_property_name(c, UCD_CATEGORY, old), "Cn") != 0;
}

ucd_number ucd_number_of(Py_UCS4 c, bool old) {
    size_t low = 0, high = old ? Py_ARRAY_LENGTH(ucd_old_numbers) : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ucd_old_numbers[middle].code < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (old && low < Py_ARRAY_LENGTH(ucd_old_numbers) && ucd_old_numbers[low].code == c) {
        return (ucd_number){ucd_old_numbers[low].decimal, ucd_old_numbers[low].digit,
                            ucd_old_numbers[low].value};
    }
    return (ucd_number){_PyUnicode_ToDecimalDigit(c), _PyUnicode_ToDigit(c),
                        _PyUnicode_ToNumeric(c)};
}

/* ---- normal forms ---------------------------------------------------------------------------- */

const uint32_t *ucd_decomposition_of(Py_UCS4 c, const char **kind, int *count) {
    const uint32_t *row = ucd_decompositions + ucd_decomposition_starts[UCD_DECOMPOSITION_ROW(c)];
    *kind = ucd_decomposition_kinds[*row >> 8];
    *count = *row & 0xff;
    return row + 1;
}

Py_UCS4 ucd_old_decomposition(Py_UCS4 c) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(ucd_old_decompositions); i++) {
        if (ucd_old_decompositions[i][0] == c) {
            return ucd_old_decompositions[i][1];
        }
    }
    return 0;
}

Py_UCS4 ucd_compose(Py_UCS4 first, Py_UCS4 second) {
    size_t low = 0, high = Py_ARRAY_LENGTH(ucd_compositions);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const uint32_t *row = ucd_compositions[middle];
        if (row[0] == first && row[1] == second) {
            return row[2];
        }
        if (row[0] < first || (row[0] == first && row[1] < second)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

bool ucd_is_quick(Py_UCS4 c, int form) { return ucd_quick_records[UCD_QUICK_ROW(c)] >> form & 1; }

/* ---- names that are computed ----------------------------------------------------------------- */

static const char cjk[] = "CJK UNIFIED IDEOGRAPH-", hangul[] = "HANGUL SYLLABLE ";

enum { HANGUL = 0xAC00, LEADS = 19, VOWELS = 21, TAILS = 28 };

/* The sounds of the parts of a syllable, in the order of their codes. */
static const char leads[LEADS][3] = {"G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S",
                                     "SS", "", "J", "JJ", "C", "K", "T", "P", "H"};
static const char vowels[VOWELS][4] = {"A",  "AE",  "YA", "YAE", "EO", "E",  "YEO",
                                       "YE", "O",   "WA", "WAE", "OE", "YO", "U",
                                       "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
static const char tails[TAILS][3] = {"",   "G",  "GG", "GS", "N", "NJ", "NH", "D", "L", "LG",
                                     "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S",
                                     "SS", "NG", "J",  "C",  "K", "T",  "P",  "H"};

static bool is_ideograph(Py_UCS4 c) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(ucd_ideographs); i++) {
        if (c >= ucd_ideographs[i][0] && c <= ucd_ideographs[i][1]) {
            return true;
        }
    }
    return false;
}

/* The number of the longest sound that the text starts with, or -1; *text is moved behind it. */
static int find_sound(const char *sounds, size_t width, int count, const char **text,
                      const char *end) {
    int best = -1;
    size_t longest = 0;
    for (int i = 0; i < count; i++) {
        const char *sound = sounds + (size_t)i * width;
        size_t length = strnlen(sound, width);
        if ((best < 0 || length > longest) && (size_t)(end - *text) >= length &&
            memcmp(*text, sound, length) == 0) {
            best = i;
            longest = length;
        }
    }
    *text += longest;
    return best;
}

static Py_UCS4 find_syllable(const char *text, const char *end) {
    int lead = find_sound(leads[0], sizeof(leads[0]), LEADS, &text, end);
    int vowel = find_sound(vowels[0], sizeof(vowels[0]), VOWELS, &text, end);
    int tail = find_sound(tails[0], sizeof(tails[0]), TAILS, &text, end);
    if (lead < 0 || vowel < 0 || tail < 0 || text != end) {
        return 0;
    }
    return (Py_UCS4)(HANGUL + (lead * VOWELS + vowel) * TAILS + tail);
}

static Py_UCS4 find_ideograph(const char *text, const char *end) {
    Py_UCS4 code = 0;
    if (end - text != 4 && end - text != 5) {
        return 0;
    }
    for (; text < end; text++) {
        if (!(*text >= '0' && *text <= '9') && !(*text >= 'A' && *text <= 'F')) {
            return 0;
        }
        code = code << 4 | (Py_UCS4)(*text <= '9' ? *text - '0' : *text - 'A' + 10);
    }
    return is_ideograph(code) ? code : 0;
}

/* ---- names of words -------------------------------------------------------------------------- */

enum { ONE_BYTE = 0xC0, SLOTS = sizeof(ucd_name_slots) / sizeof(ucd_name_slots[0]) };

/* Writes a name of the table; its length. */
static int write_name(size_t index, char *buffer) {
    char *to = buffer;
    for (uint32_t i = ucd_name_starts[index]; i < ucd_name_starts[index + 1]; i++) {
        uint32_t word = ucd_name_words[i];
        if (word >= ONE_BYTE) {
            word = ONE_BYTE + ((word - ONE_BYTE) << 8) + ucd_name_words[++i];
        }
        if (to > buffer) {
            *to++ = ' ';
        }
        uint32_t length = ucd_word_starts[word + 1] - ucd_word_starts[word];
        memcpy(to, ucd_lexicon + ucd_word_starts[word], length);
        to += length;
    }
    *to = 0;
    return (int)(to - buffer);
}

int ucd_name_of(Py_UCS4 c, char *buffer) {
    if (c >= HANGUL && c < HANGUL + LEADS * VOWELS * TAILS) {
        int number = (int)c - HANGUL;
        return PyOS_snprintf(buffer, UCD_MAX_NAME, "%s%.3s%.4s%.3s", hangul,
                             leads[number / TAILS / VOWELS], vowels[number / TAILS % VOWELS],
                             tails[number % TAILS]);
    }
    if (is_ideograph(c)) {
        return PyOS_snprintf(buffer, UCD_MAX_NAME, "%s%X", cjk, (unsigned)c);
    }
    size_t low = 0, high = UCD_NAMES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ucd_name_codes[middle] < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < UCD_NAMES && ucd_name_codes[low] == c ? write_name(low, buffer) : 0;
}

static bool starts_with(const char *name, size_t length, const char *start) {
    size_t size = strlen(start);
    return length >= size && memcmp(name, start, size) == 0;
}

/* The index of a name of the table, or -1. */
static long find_index(const char *upper, size_t length) {
    uint32_t hash = 0x811c9dc5u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (uint8_t)upper[i]) * 0x01000193u;
    }
    char name[UCD_MAX_NAME + 1];
    for (uint32_t slot = (hash ^ hash >> 16) % SLOTS; ucd_name_slots[slot] != 0;
         slot = (slot + 1) % SLOTS) {
        size_t index = ucd_name_slots[slot] - 1u;
        if ((size_t)write_name(index, name) == length && memcmp(name, upper, length) == 0) {
            return (long)index;
        }
    }
    return -1;
}

int ucd_find(const char *name, size_t length, Py_UCS4 codes[4], int *how) {
    *how = UCD_OF_WORDS;
    bool syllable = starts_with(name, length, hangul);
    if (syllable || starts_with(name, length, cjk)) {
        *how = UCD_COMPUTED;
        const char *rest = name + strlen(syllable ? hangul : cjk);
        const char *end = name + length;
        codes[0] = syllable ? find_syllable(rest, end) : find_ideograph(rest, end);
        return codes[0] != 0;
    }
    char upper[UCD_MAX_NAME];
    if (length == 0 || length > UCD_MAX_NAME) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        upper[i] = (char)Py_TOUPPER(name[i]);
    }
    long index = find_index(upper, length);
    if (index < 0) {
        return 0;
    }
    codes[0] = ucd_name_codes[index];
    if (index < UCD_NAMES) {
        return 1;
    }
    *how = UCD_ALIAS;
    const uint16_t *sequence = ucd_sequences[index - UCD_NAMES];
    int count = 0;
    while (count < 4 && sequence[count] != 0) {
        codes[count] = sequence[count];
        count++;
    }
    return count == 0 ? 1 : count;
}
