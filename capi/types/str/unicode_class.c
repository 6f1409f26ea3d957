/* SPDX-License-Identifier: Apache-2.0 */
/* Unicode, classes of characters (what isalpha() and the like ask for), from the database of the building Python. */
#include "pyi_unicode.h"

#include "unicode_class.h"

static inline unsigned class_of(Py_UCS4 c) {
    return c < 0x110000 ? class_records[CLASS_ROW(c)] : 0;
}

/* The tests of C code, all of one form. */
#define CLASS_TEST(name, flag)                                                                     \
    int name(Py_UCS4 c) {                                                                          \
        return (class_of(c) & (flag)) != 0;                                                        \
    }

CLASS_TEST(_PyUnicode_IsAlpha, CLASS_ALPHA)
CLASS_TEST(_PyUnicode_IsPrintable, CLASS_PRINTABLE)
CLASS_TEST(_PyUnicode_IsXidStart, CLASS_XID_START)
CLASS_TEST(_PyUnicode_IsXidContinue, CLASS_XID_CONTINUE)
CLASS_TEST(_PyUnicode_IsWhitespace, CLASS_SPACE)
CLASS_TEST(_PyUnicode_IsLinebreak, CLASS_LINEBREAK)
CLASS_TEST(_PyUnicode_IsDecimalDigit, CLASS_DECIMAL)
CLASS_TEST(_PyUnicode_IsDigit, CLASS_DIGIT)
CLASS_TEST(_PyUnicode_IsNumeric, CLASS_NUMERIC)
CLASS_TEST(_PyUnicode_IsLowercase, CLASS_LOWER)
CLASS_TEST(_PyUnicode_IsUppercase, CLASS_UPPER)
CLASS_TEST(_PyUnicode_IsTitlecase, CLASS_TITLE)
CLASS_TEST(_PyUnicode_IsCased, CLASS_CASED)
CLASS_TEST(_PyUnicode_IsCaseIgnorable, CLASS_CASE_IGNORABLE)
