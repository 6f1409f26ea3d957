/* SPDX-License-Identifier: Apache-2.0 */
/* simple: the exception types that only have names of their own. */
#include "exceptions.h"

extern PyTypeObject _PyExc_ImportError, _PyExc_OSError, _PyExc_NameError, _PyExc_SyntaxError;

SIMPLE_EXCEPTION(Exception, _PyExc_BaseException);
SIMPLE_EXCEPTION(GeneratorExit, _PyExc_BaseException);
SIMPLE_EXCEPTION(KeyboardInterrupt, _PyExc_BaseException);

SIMPLE_EXCEPTION(TypeError, _PyExc_Exception);
SIMPLE_EXCEPTION(StopAsyncIteration, _PyExc_Exception);
SIMPLE_EXCEPTION(EOFError, _PyExc_Exception);
SIMPLE_EXCEPTION(RuntimeError, _PyExc_Exception);
SIMPLE_EXCEPTION(RecursionError, _PyExc_RuntimeError);
SIMPLE_EXCEPTION(NotImplementedError, _PyExc_RuntimeError);
#if PYI_313
SIMPLE_EXCEPTION(PythonFinalizationError, _PyExc_RuntimeError);
#endif
SIMPLE_EXCEPTION(AssertionError, _PyExc_Exception);
SIMPLE_EXCEPTION(ArithmeticError, _PyExc_Exception);
SIMPLE_EXCEPTION(FloatingPointError, _PyExc_ArithmeticError);
SIMPLE_EXCEPTION(OverflowError, _PyExc_ArithmeticError);
SIMPLE_EXCEPTION(ZeroDivisionError, _PyExc_ArithmeticError);
SIMPLE_EXCEPTION(LookupError, _PyExc_Exception);
SIMPLE_EXCEPTION(IndexError, _PyExc_LookupError);
SIMPLE_EXCEPTION(ValueError, _PyExc_Exception);
SIMPLE_EXCEPTION(UnicodeError, _PyExc_ValueError);
SIMPLE_EXCEPTION(SystemError, _PyExc_Exception);
SIMPLE_EXCEPTION(ReferenceError, _PyExc_Exception);
SIMPLE_EXCEPTION(BufferError, _PyExc_Exception);

SIMPLE_EXCEPTION(ModuleNotFoundError, _PyExc_ImportError);
SIMPLE_EXCEPTION(UnboundLocalError, _PyExc_NameError);
SIMPLE_EXCEPTION(IndentationError, _PyExc_SyntaxError);
SIMPLE_EXCEPTION(TabError, _PyExc_IndentationError);

SIMPLE_EXCEPTION(BlockingIOError, _PyExc_OSError);
SIMPLE_EXCEPTION(ConnectionError, _PyExc_OSError);
SIMPLE_EXCEPTION(ChildProcessError, _PyExc_OSError);
SIMPLE_EXCEPTION(BrokenPipeError, _PyExc_ConnectionError);
SIMPLE_EXCEPTION(ConnectionAbortedError, _PyExc_ConnectionError);
SIMPLE_EXCEPTION(ConnectionRefusedError, _PyExc_ConnectionError);
SIMPLE_EXCEPTION(ConnectionResetError, _PyExc_ConnectionError);
SIMPLE_EXCEPTION(FileExistsError, _PyExc_OSError);
SIMPLE_EXCEPTION(FileNotFoundError, _PyExc_OSError);
SIMPLE_EXCEPTION(IsADirectoryError, _PyExc_OSError);
SIMPLE_EXCEPTION(NotADirectoryError, _PyExc_OSError);
SIMPLE_EXCEPTION(InterruptedError, _PyExc_OSError);
SIMPLE_EXCEPTION(PermissionError, _PyExc_OSError);
SIMPLE_EXCEPTION(ProcessLookupError, _PyExc_OSError);
SIMPLE_EXCEPTION(TimeoutError, _PyExc_OSError);

SIMPLE_EXCEPTION(Warning, _PyExc_Exception);
SIMPLE_EXCEPTION(UserWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(DeprecationWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(PendingDeprecationWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(SyntaxWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(RuntimeWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(FutureWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(ImportWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(UnicodeWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(BytesWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(ResourceWarning, _PyExc_Warning);
SIMPLE_EXCEPTION(EncodingWarning, _PyExc_Warning);
