/* SPDX-License-Identifier: Apache-2.0 */
/* ops_match.h: the match statement. */

TARGET(GET_LEN) {
    Py_ssize_t length = PyObject_Length(TOP);
    result = length < 0 ? NULL : PyLong_FromSsize_t(length);
    if (result == NULL) {
        goto error;
    }
    PUSH(result);
    NEXT(GET_LEN);
}

PURE(MATCH_MAPPING) {
    bool truth = (Py_TYPE(TOP)->tp_flags & Py_TPFLAGS_MAPPING) != 0;
    PUSH(Py_NewRef(truth ? Py_True : Py_False));
    NEXT(MATCH_MAPPING);
}

PURE(MATCH_SEQUENCE) {
    bool truth = (Py_TYPE(TOP)->tp_flags & Py_TPFLAGS_SEQUENCE) != 0;
    PUSH(Py_NewRef(truth ? Py_True : Py_False));
    NEXT(MATCH_SEQUENCE);
}

TARGET(MATCH_KEYS) {
    result = vm_match_keys(SECOND, TOP);
    if (result == NULL) {
        goto error;
    }
    PUSH(result);
    NEXT(MATCH_KEYS);
}

TARGET(MATCH_CLASS) {
    result = vm_match_class(THIRD, SECOND, (Py_ssize_t)oparg, TOP);
    if (result == NULL) {
        goto error;
    }
    DROP(3);
    PUSH(result);
    NEXT(MATCH_CLASS);
}
