/* SPDX-License-Identifier: Apache-2.0 */
/* users.h: what the modules pwd and grp share. */
#ifndef PYI_USERS_H
#define PYI_USERS_H

#include "user_ids.h"

/* One question to the C library, which wants room for the strings of its answer.
 * 0 or errno; *found is NULL when there is nobody. */
typedef int (*users_question)(const void *key, void *entry, char *room, size_t size, void **found);

/* Asks with more and more room. The answer's strings are in *room, which the caller frees with PyMem_RawFree;
 * NULL: nobody, or an exception. */
PYI_HIDDEN void *users_ask(users_question question, const void *key, void *entry, char **room);

/* new: a str, None for NULL */
PYI_HIDDEN PyObject *users_text(const char *text);

/* new reference to the bytes of a name, or NULL with an exception */
PYI_HIDDEN PyObject *users_encode(PyObject *name);

#endif /* PYI_USERS_H */
