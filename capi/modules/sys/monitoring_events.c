/* SPDX-License-Identifier: Apache-2.0 */
/* monitoring_events: how the events of sys.monitoring get from the interpreter to callbacks.
 *
 * While a tool wants an event, the interpreter leads every instruction here first, as for sys.settrace
 * (support/trace.c). What tools disabled at single instructions is kept with the code object, in the place that CPython
 * has for it. STOP_ITERATION is not sent.
 * Contract   docs.python.org/3/library/sys.monitoring.html (PEP 669)
 */
#include "monitoring.h"

#if PYI_312

#  include <opcode.h>

enum { LOCAL_EVENTS = PYI_EVENT_RAISE }; /* the events before it belong to an instruction */

/* ---- what is known of a code object ------------------------------------------------------------------------------ */

/* Of each instruction, which tools disabled its lines, it as an instruction, and what else it sends. */
enum { OFF_EVENT, OFF_LINE, OFF_INSTRUCTION, OFF_KINDS };

typedef struct {
    _PyCoMonitoringData data; /* first: CPython's, of which only local_monitors is used */
    uint64_t restarted;       /* the number of restarts that is reckoned in */
    bool has_lines;
    int *lines;      /* of each instruction; 0 unless one begins there */
    uint8_t *off[OFF_KINDS];
} code_data;

static uint64_t restarts;

/* borrowed; NULL with MemoryError */
static code_data *data_of(PyCodeObject *code) {
    code_data *data = (code_data *)code->_co_monitoring;
    if (data == NULL) {
        size_t n = (size_t)Py_SIZE(code);
        data = PyMem_Calloc(1, sizeof(*data) + n * (sizeof(int) + OFF_KINDS));
        if (data == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        data->lines = (int *)(data + 1);
        for (size_t i = 0; i < OFF_KINDS; i++) {
            data->off[i] = (uint8_t *)(data->lines + n) + i * n;
        }
        code->_co_monitoring = &data->data;
    }
    if (data->restarted != restarts) {
        memset(data->off[0], 0, OFF_KINDS * (size_t)Py_SIZE(code));
        data->restarted = restarts;
    }
    return data;
}

void pyi_monitoring_restart(void) { restarts++; }

int pyi_monitoring_local(PyCodeObject *code, int tool) {
    int events = 0;
    for (int event = 0; code->_co_monitoring != NULL && event < LOCAL_EVENTS; event++) {
        events |= ((code->_co_monitoring->local_monitors.tools[event] >> tool) & 1) << event;
    }
    return events;
}

int pyi_monitoring_set_local(PyCodeObject *code, int tool, int events) {
    code_data *data = data_of(code);
    for (int event = 0; data != NULL && event < LOCAL_EVENTS; event++) {
        uint8_t *tools = &data->data.local_monitors.tools[event];
        *tools = (uint8_t)((*tools & ~(1 << tool)) | ((events >> event) & 1) << tool);
    }
    return data == NULL ? -1 : 0;
}

/* ---- where lines begin -------------------------------------------------------------------------------------------- */

static int base_opcode(_Py_CODEUNIT *at) { return pyi_opcode_base[at->op.code]; }

/* These go on with what another instruction began. */
static bool is_continuation(int opcode) {
    return opcode == RESUME || opcode == END_FOR || opcode == END_SEND || opcode == END_ASYNC_FOR;
}

/* By how many units an instruction jumps, counted from the next one. */
static int jump_of(int opcode, int oparg) {
    switch (opcode) {
    case JUMP_FORWARD:
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE:
    case POP_JUMP_IF_NONE:
    case POP_JUMP_IF_NOT_NONE:
    case SEND:
    case FOR_ITER:
        return oparg;
    case JUMP_BACKWARD:
    case JUMP_BACKWARD_NO_INTERRUPT:
        return -oparg;
    default:
        return 0;
    }
}

static int line_of(PyCodeObject *code, int index) { return PyCode_Addr2Line(code, index * 2); }

static void mark_line(PyCodeObject *code, code_data *data, int index, int from_line) {
    int line = line_of(code, index);
    if (line > 0 && line != from_line && !is_continuation(base_opcode(_PyCode_CODE(code) + index))) {
        data->lines[index] = line;
    }
}

/* A line begins where the table has another one than before, and where a jump comes from another one. */
static void find_lines(PyCodeObject *code, code_data *data) {
    int line = -1, oparg = 0;
    for (int i = code->_co_firsttraceable; i < Py_SIZE(code);) {
        _Py_CODEUNIT *unit = _PyCode_CODE(code) + i;
        int opcode = base_opcode(unit), here = line_of(code, i);
        mark_line(code, data, i, line);
        line = here > 0 && !is_continuation(opcode) ? here : line;
        oparg = oparg << 8 | unit->op.arg;
        int next = i + 1 + pyi_opcode_caches[opcode], jump = jump_of(opcode, oparg);
        if (jump != 0) {
            /* the end of a loop over an iterator is skipped */
            int target = next + jump + (opcode == FOR_ITER ? 1 : 0);
            mark_line(code, data, target, here);
        }
        oparg = opcode == EXTENDED_ARG ? oparg : 0;
        i = next;
    }
    data->has_lines = true;
}

/* ---- callbacks ------------------------------------------------------------------------------------------------------ */

/* Nobody can disable the others. -1 with ValueError */
static int refuse_disabling(int tool, int event) {
    Py_CLEAR(pyi_monitoring_tools[tool].callbacks[event]); /* else it would fail for ever */
    PyErr_Format(PyExc_ValueError, "Cannot disable %s events. Callback removed.",
                 pyi_monitoring_names[event]);
    return -1;
}

/* One callback of a tool; true in *off* if it wants no more of it here. 0 or -1 */
static int call_tool(PyThreadState *ts, int tool, int event, PyObject **args, size_t n, bool *off) {
    PyObject *callback = Py_XNewRef(pyi_monitoring_tools[tool].callbacks[event]);
    if (callback == NULL) {
        return 0;
    }
    PyThreadState_EnterTracing(ts);
    PyObject *result = PyObject_Vectorcall(callback, args, n, NULL);
    PyThreadState_LeaveTracing(ts);
    Py_DECREF(callback);
    Py_XDECREF(result);
    *off = result == &_PyInstrumentation_DISABLE;
    return result == NULL ? -1 : 0;
}

/* The tools that want an event of this code object. */
static int wanted_by(PyCodeObject *code, int event) {
    /* what comes of a call is wanted with the call */
    int asked = event >= PYI_EVENT_C_RETURN ? PYI_EVENT_CALL : event;
    int tools = pyi_monitoring_wanted[asked];
    if (asked < LOCAL_EVENTS && code->_co_monitoring != NULL) {
        tools |= code->_co_monitoring->local_monitors.tools[asked];
    }
    return tools;
}

/* Where a tool disables an event; -1: nowhere. */
static int off_kind(int event) {
    return event >= LOCAL_EVENTS             ? -1
           : event == PYI_EVENT_LINE        ? OFF_LINE
           : event == PYI_EVENT_INSTRUCTION ? OFF_INSTRUCTION
                                            : OFF_EVENT;
}

/* An event with up to two things to say, behind the code object and a number. 0 or -1 */
static int send(PyThreadState *ts, PyCodeObject *code, int index, int event, int number,
                PyObject *first, PyObject *second) {
    int tools = ts->tracing != 0 ? 0 : wanted_by(code, event), kind = off_kind(event), status = 0;
    code_data *data = tools == 0 || kind < 0 ? NULL : data_of(code);
    if (tools == 0 || (kind >= 0 && data == NULL)) {
        return tools == 0 ? 0 : -1;
    }
    PyObject *args[] = {(PyObject *)code, PyLong_FromLong(number), first, second};
    size_t n = second != NULL ? 4 : first != NULL ? 3 : 2;
    status = args[1] == NULL ? -1 : 0;
    for (int tool = 0; tool < PYI_TOOLS && status == 0; tool++) {
        bool off = false;
        if ((tools >> tool & 1) == 0 || (data != NULL && (data->off[kind][index] >> tool & 1) != 0)) {
            continue;
        }
        status = call_tool(ts, tool, event, args, n, &off);
        if (off && data != NULL) {
            data->off[kind][index] |= (uint8_t)(1 << tool);
        } else if (off && event < PYI_EVENT_C_RETURN) {
            status = refuse_disabling(tool, event);
        }
    }
    Py_XDECREF(args[1]);
    return status;
}

static int index_of(PyCodeObject *code, _Py_CODEUNIT *at) { return (int)(at - _PyCode_CODE(code)); }

static int send_at(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, int event, PyObject *first,
                   PyObject *second) {
    PyCodeObject *code = pyi_frame_code(frame);
    int index = index_of(code, at);
    return send(ts, code, index, event, index * 2, first, second);
}

/* ---- instructions -------------------------------------------------------------------------------------------------- */

static int send_line(PyThreadState *ts, PyCodeObject *code, int index, _Py_CODEUNIT *before) {
    code_data *data = data_of(code);
    if (data == NULL) {
        return -1;
    }
    if (!data->has_lines) {
        find_lines(code, data);
    }
    int line = data->lines[index], last = index_of(code, before);
    bool known = last >= 0 && last < Py_SIZE(code) && base_opcode(before) != RESUME;
    if (line == 0 || (known && line_of(code, last) == line)) {
        return 0;
    }
    return send(ts, code, index, PYI_EVENT_LINE, line, NULL, NULL);
}

/* The event of an instruction that may go on somewhere else; -1 for others. */
static int event_of_jump(int opcode) {
    switch (opcode) {
    case JUMP_FORWARD:
    case JUMP_BACKWARD:
        return PYI_EVENT_JUMP;
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE:
    case POP_JUMP_IF_NONE:
    case POP_JUMP_IF_NOT_NONE:
    case FOR_ITER:
        return PYI_EVENT_BRANCH;
    default:
        return -1;
    }
}

/* What the argument of an instruction is with those that extend it. */
static int whole_oparg(PyCodeObject *code, _Py_CODEUNIT *at) {
    _Py_CODEUNIT *first = _PyCode_CODE(code);
    int oparg = at->op.arg;
    for (int shift = 8; shift < 32 && at > first && base_opcode(at - 1) == EXTENDED_ARG; shift += 8) {
        oparg |= (--at)->op.arg << shift;
    }
    return oparg;
}

/* A jump is told when it is known where it led to, which an exception in it is not. */
static int send_jump(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *before, _Py_CODEUNIT *at) {
    PyCodeObject *code = pyi_frame_code(frame);
    int index = index_of(code, before);
    int opcode = index < 0 || index >= Py_SIZE(code) ? 0 : base_opcode(before);
    int event = event_of_jump(opcode);
    if (event < 0 || wanted_by(code, event) == 0) {
        return 0;
    }
    _Py_CODEUNIT *next = before + 1 + pyi_opcode_caches[opcode];
    ptrdiff_t beyond = at - (next + jump_of(opcode, whole_oparg(code, before)));
    if (at != next && (beyond < 0 || beyond > (opcode == FOR_ITER ? 2 : 0))) {
        return 0;
    }
    PyObject *target = PyLong_FromLong(index_of(code, at) * 2);
    int status = target == NULL ? -1 : send_at(ts, frame, before, event, target, NULL);
    Py_XDECREF(target);
    return status;
}

static int call(PyThreadState *ts, pyi_frame *frame, PyObject *callable, PyObject *first) {
    return send_at(ts, frame, PYI_FRAME_POS(frame), PYI_EVENT_CALL, callable,
                   first == NULL ? &_PyInstrumentation_MISSING : first);
}

/* The call of *n* arguments on top of the stack; of a method the receiver is one more. */
static int call_on_stack(PyThreadState *ts, pyi_frame *frame, PyObject **top, int n) {
    PyObject **base = top - n - 2;
#  if PYI_313
    PyObject *callable = base[0], *self = base[1];
#  else
    PyObject *callable = base[0] != NULL ? base[0] : base[1], *self = base[0] != NULL ? base[1] : NULL;
#  endif
    return call(ts, frame, callable, self != NULL ? self : n > 0 ? base[2] : NULL);
}

/* What an instruction sends by its nature; of CALL_FUNCTION_EX that is not known yet. */
static int send_own(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, int oparg, PyObject **sp) {
    switch (base_opcode(at)) {
    case RESUME:
        return send_at(ts, frame, at, (oparg & 3) == 0 ? PYI_EVENT_PY_START : PYI_EVENT_PY_RESUME, NULL,
                       NULL);
    case RETURN_VALUE:
        return send_at(ts, frame, at, PYI_EVENT_PY_RETURN, sp[-1], NULL);
    case RETURN_CONST:
        return send_at(ts, frame, at, PYI_EVENT_PY_RETURN,
                       PyTuple_GET_ITEM(pyi_frame_code(frame)->co_consts, oparg), NULL);
    case YIELD_VALUE:
        return send_at(ts, frame, at, PYI_EVENT_PY_YIELD, sp[-1], NULL);
    case CALL:
        return call_on_stack(ts, frame, sp, oparg);
#  if PYI_313
    case CALL_KW:
        return call_on_stack(ts, frame, sp - 1, oparg);
#  endif
    default:
        return 0;
    }
}

static int instruction(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, _Py_CODEUNIT *before,
                       int oparg, PyObject **sp) {
    PyCodeObject *code = pyi_frame_code(frame);
    if (ts->tracing != 0 || _PyFrame_IsIncomplete(frame)) {
        return 0;
    }
    if (send_jump(ts, frame, before, at) < 0) {
        return -1;
    }
    if (wanted_by(code, PYI_EVENT_LINE) != 0 && send_line(ts, code, index_of(code, at), before) < 0) {
        return -1;
    }
    if (wanted_by(code, PYI_EVENT_INSTRUCTION) != 0 && base_opcode(at) != RESUME &&
        send_at(ts, frame, at, PYI_EVENT_INSTRUCTION, NULL, NULL) < 0) {
        return -1;
    }
    return send_own(ts, frame, at, oparg, sp);
}

/* ---- calls and exceptions -------------------------------------------------------------------------------------------- */

/* An event while an exception is set, which is told to the callbacks by itself or behind other things. */
static void send_protected(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, int event,
                           PyObject *first, PyObject *second) {
    PyObject *exc = pyi_exception_take(ts);
    if (send_at(ts, frame, at, event, first == NULL ? exc : first, second) < 0) {
        Py_XDECREF(exc);
    } else {
        pyi_exception_set(ts, exc);
    }
}

static bool hears_calls(pyi_frame *frame) {
    return wanted_by(pyi_frame_code(frame), PYI_EVENT_CALL) != 0;
}

static PyObject *called(PyThreadState *ts, pyi_frame *frame, PyObject *callable, PyObject *first,
                        PyObject *result) {
    _Py_CODEUNIT *at = PYI_FRAME_POS(frame);
    first = first == NULL ? &_PyInstrumentation_MISSING : first;
    if (PyFunction_Check(callable)) {
        return result;
    }
    if (result == NULL) {
        send_protected(ts, frame, at, PYI_EVENT_C_RAISE, callable, first);
    } else if (send_at(ts, frame, at, PYI_EVENT_C_RETURN, callable, first) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static void exception(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, int event) {
    if (!_PyFrame_IsIncomplete(frame) && wanted_by(pyi_frame_code(frame), event) != 0) {
        send_protected(ts, frame, at, event, NULL, NULL);
    }
}

const pyi_monitor_functions pyi_monitoring_functions = {
    .instruction = instruction,
    .call = call,
    .hears_calls = hears_calls,
    .called = called,
    .exception = exception,
};

#endif
