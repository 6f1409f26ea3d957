/* SPDX-License-Identifier: Apache-2.0 */
/* ops.h: the operations that compiled code calls, one group per file (aot_build/primitives/).
 *
 * Unless said otherwise: arguments are borrowed; a PyObject * result is new, and NULL with an
 * exception; an int32_t result is negative with an exception; a `PyObject **` names variables, whose
 * content the function replaces and releases. `cache` is RT_*_CACHE_SIZE bytes of zeroed storage of
 * that one place in the program.
 */
#ifndef AOT_OPS_H
#define AOT_OPS_H

#include "rt.h"

#include "inline_attr.h"
#include "inline_box.h"
#include "inline_int.h"
#include "inline_iter.h"
#include "inline_truth.h"

/* ---- ops_int.c, ops_float.c: what inline_int.h leaves, and unboxed floats ---------------- */

RT_API PyObject *rt_int_pow(rt_int left, rt_int right); /* int, or float for right < 0 */
RT_API rt_int rt_float_to_int(double x);                /* int(x) */
RT_API double rt_float_truediv(double left, double right);
RT_API double rt_float_floordiv(double left, double right);
RT_API double rt_float_mod(double left, double right);
RT_API PyObject *rt_float_pow(double left, double right); /* float or complex */
/* how many values range() has; -1 when the loop must run over objects (or must fail) */
RT_API int64_t rt_range_length(rt_int start, rt_int stop, rt_int step);
/* the same, at most INT64_MAX; -1 with ValueError for step 0 */
RT_API int64_t rt_range_count(rt_int start, rt_int stop, rt_int step);

/* ---- ops_operator.c ----------------------------------------------------------------------- */

typedef enum {
    RT_ADD,
    RT_SUBTRACT,
    RT_MULTIPLY,
    RT_TRUE_DIVIDE,
    RT_FLOOR_DIVIDE,
    RT_REMAINDER,
    RT_MATRIX_MULTIPLY,
    RT_LSHIFT,
    RT_RSHIFT,
    RT_AND,
    RT_OR,
    RT_XOR,
    RT_RELATION, /* and the number of a comparison, Py_LT to Py_GE */
    RT_OPERATORS = RT_RELATION + Py_GE + 1,
} rt_operator;
/* As protocol(left, right), which is the operator's in the abstract protocol. */
RT_API PyObject *rt_operate(PyObject *left, PyObject *right, rt_operator op, binaryfunc protocol);
/* As PyObject_RichCompare. */
RT_API PyObject *rt_relate(PyObject *left, PyObject *right, int relation);

/* ---- ops_number.c ------------------------------------------------------------------------- */

RT_API PyObject *rt_add(PyObject *left, PyObject *right);
RT_API PyObject *rt_subtract(PyObject *left, PyObject *right);
RT_API PyObject *rt_multiply(PyObject *left, PyObject *right);
RT_API PyObject *rt_true_divide(PyObject *left, PyObject *right);
RT_API PyObject *rt_floor_divide(PyObject *left, PyObject *right);
RT_API PyObject *rt_remainder(PyObject *left, PyObject *right);
RT_API PyObject *rt_power(PyObject *left, PyObject *right);
RT_API PyObject *rt_matrix_multiply(PyObject *left, PyObject *right);
RT_API PyObject *rt_lshift(PyObject *left, PyObject *right);
RT_API PyObject *rt_rshift(PyObject *left, PyObject *right);
RT_API PyObject *rt_and(PyObject *left, PyObject *right);
RT_API PyObject *rt_or(PyObject *left, PyObject *right);
RT_API PyObject *rt_xor(PyObject *left, PyObject *right);

RT_API PyObject *rt_inplace_add(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_subtract(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_multiply(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_true_divide(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_floor_divide(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_remainder(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_power(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_matrix_multiply(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_lshift(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_rshift(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_and(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_or(PyObject *left, PyObject *right);
RT_API PyObject *rt_inplace_xor(PyObject *left, PyObject *right);
/* *slot += right; a str held by nobody else grows in place */
RT_API int32_t rt_inplace_add_slot(PyObject **slot, PyObject *right);

/* ops_bigint.c: the product of an int of at least two digits and one of one digit, not zero */
RT_API PyObject *rt_big_times_digit(PyObject *big, int64_t factor);

RT_API PyObject *rt_negative(PyObject *op);
RT_API PyObject *rt_positive(PyObject *op);
RT_API PyObject *rt_invert(PyObject *op);

/* ---- ops_compare.c ------------------------------------------------------------------------ */

RT_API PyObject *rt_compare_eq(PyObject *left, PyObject *right);
RT_API PyObject *rt_compare_ne(PyObject *left, PyObject *right);
RT_API PyObject *rt_compare_lt(PyObject *left, PyObject *right);
RT_API PyObject *rt_compare_le(PyObject *left, PyObject *right);
RT_API PyObject *rt_compare_gt(PyObject *left, PyObject *right);
RT_API PyObject *rt_compare_ge(PyObject *left, PyObject *right);
/* the truth of the comparison */
RT_API int32_t rt_test_eq(PyObject *left, PyObject *right);
RT_API int32_t rt_test_ne(PyObject *left, PyObject *right);
RT_API int32_t rt_test_lt(PyObject *left, PyObject *right);
RT_API int32_t rt_test_le(PyObject *left, PyObject *right);
RT_API int32_t rt_test_gt(PyObject *left, PyObject *right);
RT_API int32_t rt_test_ge(PyObject *left, PyObject *right);
RT_API int32_t rt_contains(PyObject *container, PyObject *item);
RT_API int32_t rt_isinstance(PyObject *op, PyObject *classinfo);
RT_API int32_t rt_isinstance_of_any(PyObject *op, PyObject *const *classes, Py_ssize_t count);

/* ---- ops_attr.c (inline_attr.h leaves it the rest), ops_super.c ----------------------------- */

#define RT_ATTR_CACHE_SIZE 72
RT_API int32_t rt_del_attr(PyObject *op, PyObject *name);
/* super_type(type, self).name; written: how many of the two arguments are in the source */
RT_API PyObject *rt_super_attr(PyObject *super_type, PyObject *type, PyObject *self, PyObject *name,
                               int64_t written);
/* The same to be called: *unbound says whether self goes before the arguments. */
#define RT_SUPER_CACHE_SIZE 24
RT_API PyObject *rt_find_super_method(PyObject *super_type, PyObject *type, PyObject *self,
                                      PyObject *name, int64_t written, int64_t *unbound,
                                      void *cache);

/* ---- ops_call.c, ops_method.c -------------------------------------------------------------- */

/* The vectorcall convention: nargsf, kwnames and the free place before args as in PEP 590. */
RT_API PyObject *rt_call(PyThreadState *ts, PyObject *callable, PyObject *const *args, size_t nargsf,
                         PyObject *kwnames);
/* the same for a class (ops_instance.c) */
RT_API PyObject *rt_call_class(PyThreadState *ts, PyObject *type, PyObject *const *args, size_t nargsf,
                               PyObject *kwnames);
/* args[0].name(*args[1:]); nargsf counts the receiver; cache as for rt_get_attr; lookup_pos is what
 * the look-up blames, -1 for what the call does */
RT_API PyObject *rt_call_method(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf,
                                PyObject *kwnames, void *cache, int32_t lookup_pos);
/* The same for a name with that many arguments and no keywords: append(x), add(x), get(key[, default]) */
RT_API PyObject *rt_call_append(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf,
                                PyObject *kwnames, void *cache, int32_t lookup_pos);
RT_API PyObject *rt_call_add(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf,
                             PyObject *kwnames, void *cache, int32_t lookup_pos);
RT_API PyObject *rt_call_get(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf,
                             PyObject *kwnames, void *cache, int32_t lookup_pos);
/* Of a string, one character mostly (ops_text.c): these without arguments, the last two with one */
#define RT_TEXT_METHOD(name)                                                                       \
    RT_API PyObject *rt_call_##name(PyThreadState *ts, PyObject *symbol, PyObject *const *args,    \
                                    size_t nargsf, PyObject *kwnames, void *cache,                 \
                                    int32_t lookup_pos);
RT_TEXT_METHOD(isalpha)
RT_TEXT_METHOD(isdigit)
RT_TEXT_METHOD(isdecimal)
RT_TEXT_METHOD(isnumeric)
RT_TEXT_METHOD(isalnum)
RT_TEXT_METHOD(isidentifier)
RT_TEXT_METHOD(isspace)
RT_TEXT_METHOD(isupper)
RT_TEXT_METHOD(islower)
RT_TEXT_METHOD(upper)
RT_TEXT_METHOD(lower)
RT_TEXT_METHOD(startswith)
RT_TEXT_METHOD(endswith)
#undef RT_TEXT_METHOD
/* op.name, to be called once the arguments are there; *unbound: with op before them */
RT_API PyObject *rt_find_method(PyObject *op, PyObject *name, int64_t *unbound, void *cache);
/* items are op and the arguments, the last ones named by kwnames (a tuple or None) */
RT_API PyObject *rt_call_found(PyThreadState *ts, PyObject *callable, PyObject *kwnames, int64_t unbound,
                               PyObject *const *items, Py_ssize_t count);
/* The same for `append` and its argument. */
RT_API PyObject *rt_find_append(PyObject *op, PyObject *name, int64_t *unbound, void *cache);
RT_API PyObject *rt_call_found_append(PyThreadState *ts, PyObject *callable, int64_t unbound, PyObject *op,
                                      PyObject *item);
/* callable(*args, **kwargs); args a tuple, kwargs a dict or None */
RT_API PyObject *rt_call_ex(PyThreadState *ts, PyObject *callable, PyObject *args,
                            PyObject *kwargs);
RT_API PyObject *rt_call_forward(PyThreadState *ts, PyObject *callable, PyObject *args, PyObject *kwargs);
/* adds a mapping to the keyword arguments of a call; a key that is there already is a TypeError */
RT_API int32_t rt_merge_keywords(PyObject *callable, PyObject *kwargs, PyObject *mapping);
/* adds an iterable to the positional arguments of a call */
RT_API int32_t rt_list_extend_args(PyObject *callable, PyObject *list, PyObject *iterable);

/* Strings of 3.11 may have to be made ready first. */
RT_INLINE bool rt_is_readable_str(PyObject *op) {
#if PY_VERSION_HEX < 0x030C0000
    return PyUnicode_IS_READY(op);
#else
    (void)op;
    return true;
#endif
}

RT_INLINE bool rt_is_plain_str(PyObject *op) { return PyUnicode_CheckExact(op) && rt_is_readable_str(op); }

/* ---- concat.c ------------------------------------------------------------------------------ */

/* new; of two exact strings */
RT_API PyObject *rt_concat(PyObject *left, PyObject *right);

/* ---- ops_item.c ---------------------------------------------------------------------------- */

RT_API PyObject *rt_get_item(PyObject *container, PyObject *key);
RT_API int32_t rt_set_item(PyObject *container, PyObject *key, PyObject *value);
RT_API int32_t rt_del_item(PyObject *container, PyObject *key);
RT_API PyObject *rt_get_index(PyObject *container, int64_t index);
RT_API PyObject *rt_get_item_int(PyObject *container, rt_int index);
RT_API int32_t rt_set_index(PyObject *container, int64_t index, PyObject *value);

/* ---- ops_slice.c --------------------------------------------------------------------------- */

RT_API PyObject *rt_new_slice(PyObject *start, PyObject *stop, PyObject *step);
RT_API PyObject *rt_get_slice(PyObject *op, PyObject *start, PyObject *stop);
RT_API PyObject *rt_get_steps(PyObject *op, PyObject *start, PyObject *stop, PyObject *step);
RT_API int32_t rt_set_slice(PyObject *op, PyObject *start, PyObject *stop, PyObject *value);
RT_API int32_t rt_del_slice(PyObject *op, PyObject *start, PyObject *stop);

/* ---- ops_container.c: operands of proven exact type ---------------------------------------- */

RT_API PyObject *rt_new_list(PyObject *const *items, Py_ssize_t count);
RT_API PyObject *rt_new_tuple(PyObject *const *items, Py_ssize_t count);
RT_API PyObject *rt_new_set(PyObject *const *items, Py_ssize_t count);
RT_API PyObject *rt_new_dict(PyObject *const *items, Py_ssize_t count); /* key, value, key, … */
/* an empty list with room for as many items as iterable has, where that is known */
RT_API PyObject *rt_new_list_sized(PyObject *iterable);
RT_API int32_t rt_list_append(PyObject *list, PyObject *item);
RT_API int32_t rt_list_extend(PyObject *list, PyObject *iterable);
RT_API PyObject *rt_list_to_tuple(PyObject *list);
RT_API int32_t rt_set_add(PyObject *set, PyObject *item);
RT_API int32_t rt_set_update(PyObject *set, PyObject *iterable);
RT_API int32_t rt_dict_set(PyObject *dict, PyObject *key, PyObject *value);
RT_API int32_t rt_dict_update(PyObject *dict, PyObject *mapping);
RT_API PyObject *rt_list_get(PyObject *list, int64_t index);
RT_API int32_t rt_list_set(PyObject *list, int64_t index, PyObject *value);
RT_API int64_t rt_list_len(PyObject *list);
RT_API PyObject *rt_tuple_get(PyObject *tuple, int64_t index);
RT_API PyObject *rt_dict_get_item(PyObject *dict, PyObject *key);
RT_API rt_int rt_len(PyObject *op); /* any object */

/* ---- ops_iter.c ---------------------------------------------------------------------------- */

RT_API PyObject *rt_get_iter(PyObject *iterable);
/* 1: *target is the next item; 0: at the end, *target unchanged */
RT_API int32_t rt_iter_next(PyObject *iterator, PyObject **target);
/* The same, for an item that will be unpacked into count variables. They are filled now where that
 * saves a tuple; otherwise *whole is the item. */
RT_API int32_t rt_iter_next_items(PyObject *iterator, PyObject **whole, PyObject **targets,
                                  int64_t count);

/* ---- ops_any.c ----------------------------------------------------------------------------- */

/* Whether callee is the built-in function of that name; *known remembers it, NULL at first. */
RT_API bool rt_is_builtin_slow(PyObject *callee, const char *name, PyMethodDef **known);
static inline bool rt_is_builtin(PyObject *callee, const char *name, PyMethodDef **known) {
    return PyCFunction_CheckExact(callee) && (rt_likely(((PyCFunctionObject *)callee)->m_ml == *known) ||
                                              rt_is_builtin_slow(callee, name, known));
}
/* Whether left goes before right; *decided is made false for all but exact floats and small ints. */
RT_API bool rt_is_less(PyObject *left, PyObject *right, bool *decided);

/* ---- ops_loop.c ---------------------------------------------------------------------------- */

/* The same without an iterator for a list, tuple or dict. new: what to go over, from *place on */
RT_API PyObject *rt_loop_over(PyObject *iterable, int64_t *place);
/* dict: exactly that; view 0, 1, 2: its keys, values, items; place: four words */
RT_API PyObject *rt_loop_over_dict(PyObject *dict, int64_t view, int64_t *place);
RT_API int32_t rt_next_at(PyThreadState *ts, PyObject *source, int64_t *place, PyObject **target);
RT_API int32_t rt_next_items_at(PyThreadState *ts, PyObject *source, int64_t *place,
                                PyObject **whole, PyObject **targets, int64_t count);

/* ---- ops_unpack.c -------------------------------------------------------------------------- */

/* places: where the variables are, each a PyObject **, a few hundred at most; none is changed when it fails */
RT_API int32_t rt_unpack_into(PyObject *iterable, PyObject *const *places, Py_ssize_t count);
/* before + 1 + after targets; the one in the middle gets a list */
RT_API int32_t rt_unpack_star(PyObject *iterable, PyObject **targets, int64_t before,
                              int64_t after);

/* ---- ops_name.c ---------------------------------------------------------------------------- */

RT_COLD int32_t rt_unbound_local(PyObject *name); /* always fails */
RT_API PyObject *rt_cell_new(PyObject *content);  /* content may be NULL */
RT_API PyObject *rt_cell_get(PyObject *cell, PyObject *name);
RT_API PyObject *rt_cell_get_free(PyObject *cell, PyObject *name);
RT_API void rt_cell_set(PyObject *cell, PyObject *value);
RT_API int32_t rt_cell_clear(PyObject *cell, PyObject *name, int64_t is_free);

/* ---- ops_frame.c: localsplus of a framed body ---------------------------------------------- */

/* the closure of the frame's function, count cells, into the last slots */
RT_API void rt_copy_free_vars(int64_t count, struct _PyInterpreterFrame *frame);
/* ops_check.c: accepted is a tuple of names, message what the TypeError begins with */
RT_API int32_t rt_check_argument(int64_t index, PyObject *accepted, PyObject *message,
                                 struct _PyInterpreterFrame *frame);
RT_API PyObject *rt_cell_empty(void);

/* ---- ops_function.c ------------------------------------------------------------------------ */

/* None stands for what is absent; the globals are those of the frame */
RT_API PyObject *rt_make_function(PyObject *code, PyObject *defaults, PyObject *kwdefaults,
                                  PyObject *annotations, PyObject *closure,
                                  struct _PyInterpreterFrame *frame);

RT_API void rt_set_type_parameters(PyObject *function, PyObject *parameters); /* 3.12+ */

/* ---- ops_class.c --------------------------------------------------------------------------- */

/* new: what a class statement calls; it stands for the original __build_class__ of the frame */
RT_API PyObject *rt_build_class(struct _PyInterpreterFrame *frame);

/* ---- ops_namespace.c: names in the locals of a frame, which are a mapping ------------------- */

/* in that mapping first */
RT_API PyObject *rt_load_from(PyObject *name, PyObject *mapping, struct _PyInterpreterFrame *frame);
RT_API PyObject *rt_load_from_or_cell(PyObject *name, PyObject *mapping, PyObject *cell);
RT_API PyObject *rt_load_name(PyObject *name, struct _PyInterpreterFrame *frame);
RT_API PyObject *rt_load_name_or_cell(PyObject *name, PyObject *cell,
                                      struct _PyInterpreterFrame *frame);
RT_API int32_t rt_store_name(PyObject *name, PyObject *value, struct _PyInterpreterFrame *frame);
RT_API int32_t rt_delete_name(PyObject *name, struct _PyInterpreterFrame *frame);
RT_API PyObject *rt_load_namespace(struct _PyInterpreterFrame *frame);
/* a body that annotates variables has a dict for that */
RT_API int32_t rt_setup_annotations(struct _PyInterpreterFrame *frame);

/* ---- ops_import.c -------------------------------------------------------------------------- */

RT_API PyObject *rt_import_name(PyObject *name, PyObject *fromlist, int64_t level,
                                struct _PyInterpreterFrame *frame);
RT_API PyObject *rt_import_from(PyObject *module, PyObject *name);
RT_API int32_t rt_import_star(PyObject *module, struct _PyInterpreterFrame *frame);

/* ---- ops_format.c -------------------------------------------------------------------------- */

RT_API PyObject *rt_format_simple(PyObject *value);
RT_API PyObject *rt_str(PyObject *value);
RT_API PyObject *rt_repr(PyObject *value);
RT_API PyObject *rt_ascii(PyObject *value);
RT_API PyObject *rt_build_string(PyObject *const *items, Py_ssize_t count); /* strs */

/* ---- ops_format_spec.c --------------------------------------------------------------------- */

RT_API PyObject *rt_format(PyObject *value, PyObject *spec);
/* new: conversion % (value,) for a conversion such as "%-05d" */
RT_API PyObject *rt_percent_item(PyObject *value, PyObject *conversion);
/* new: template % value, where the template is the three strs together */
RT_API PyObject *rt_percent_only(PyObject *template, PyObject *value, PyObject *before, PyObject *conversion,
                                 PyObject *after);

/* ---- ops_exc.c ----------------------------------------------------------------------------- */

RT_COLD int32_t rt_raise(PyObject *exception); /* always fails */
RT_COLD int32_t rt_raise_from(PyObject *exception, PyObject *cause);
/* `raise` alone. 0: the exception being handled is set again, with its traceback as it was;
 * -1: there was none, and RuntimeError is set */
RT_COLD int32_t rt_reraise_current(void);
RT_COLD int32_t rt_reraise_handled(PyThreadState *ts);
RT_COLD int32_t rt_raise_assertion(PyObject *message);
RT_COLD int32_t rt_raise_assertion_plain(void);
/* Takes the exception that is set and makes it the one being handled. *previous becomes the one
 * that was handled before, or None. */
RT_API PyObject *rt_catch(PyThreadState *ts, PyObject **previous);
/* new: the exception that is set, complete with its traceback, and set no longer */
RT_API PyObject *rt_take_raised(void);
RT_API void rt_stand_where_raised(PyObject *exception, struct _PyInterpreterFrame *frame);
RT_API void rt_stand_at(int64_t unit, struct _PyInterpreterFrame *frame);
RT_API void rt_pop_handled(PyThreadState *ts, PyObject *previous);         /* steals */
RT_API void rt_restore_exception(PyThreadState *ts, PyObject *exception); /* steals */
RT_API int32_t rt_exception_matches(PyObject *exception, PyObject *classinfo);
/* 0; -1 with TypeError: this is no class of exceptions and no tuple of such */
RT_API int32_t rt_check_catchable(PyObject *classinfo);

/* ---- ops_exception_group.c ----------------------------------------------------------------- */

/* Takes what `except* classinfo` takes from *rest, where None is left when that is all: 1, and it is
 * in *match and being handled; 0: it is nothing; -1: error, all is as it was. */
RT_API int32_t rt_group_matches(PyThreadState *ts, PyObject *classinfo, PyObject **rest,
                                PyObject **match);
/* After the clauses of *original*, from the list of what they raised and what no clause took (None
 * for nothing). 1: *remaining goes on; 0: nothing does; -1: error. */
RT_API int32_t rt_group_remains(PyObject *original, PyObject *exceptions, PyObject **remaining);

/* ---- ops_with.c ---------------------------------------------------------------------------- */

RT_API PyObject *rt_with_enter(PyObject *manager, PyObject **exit);
RT_API int32_t rt_with_exit(PyObject *exit);
RT_API int32_t rt_with_exit_exception(PyObject *exit, PyObject *exception);

/* ---- ops_support.c: shared by the files above only ----------------------------------------- */

/* KeyError(key), whatever key is */
RT_COLD void rt_raise_key_error(PyObject *key);

/* ---- like_interpreter.c: exceptions that have the words of the interpreter --------------------- */

/* The ImportError of `from module import name`, which tells circular imports and shadowed library modules apart. */
RT_COLD void rt_raise_cannot_import(PyObject *module, PyObject *name);
/* The TypeError of `with manager:`, which lacks a method. */
RT_COLD void rt_raise_no_manager(PyObject *manager);

/* ---- ops_leaf.c, ops_compare.c: leaf versions ------------------------------------------------ */

/* In these NULL or -1 comes without an exception, and says that nothing was done. */
RT_API PyObject *rt_peek_item(PyObject *container, PyObject *key);
RT_API PyObject *rt_peek_index(PyObject *container, int64_t index);
RT_API int32_t rt_peek_truth(PyObject *op);
RT_API int32_t rt_peek_eq(PyObject *left, PyObject *right);
RT_API int32_t rt_peek_ne(PyObject *left, PyObject *right);
RT_API int32_t rt_peek_lt(PyObject *left, PyObject *right);
RT_API int32_t rt_peek_le(PyObject *left, PyObject *right);
RT_API int32_t rt_peek_gt(PyObject *left, PyObject *right);
RT_API int32_t rt_peek_ge(PyObject *left, PyObject *right);

#endif /* AOT_OPS_H */
