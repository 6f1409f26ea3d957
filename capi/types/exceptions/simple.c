/* SPDX-License-Identifier: Apache-2.0 */
/* simple: the exception types that only have names of their own. */
#include "exceptions.h"


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

DERIVED_EXCEPTION(ModuleNotFoundError, PyImportErrorObject, _PyExc_ImportError,
                  pyi_import_error_init);
DERIVED_EXCEPTION(UnboundLocalError, PyNameErrorObject, _PyExc_NameError, pyi_name_error_init);
DERIVED_EXCEPTION(IndentationError, PySyntaxErrorObject, _PyExc_SyntaxError, pyi_syntax_error_init);
DERIVED_EXCEPTION(TabError, PySyntaxErrorObject, _PyExc_IndentationError, pyi_syntax_error_init);

DERIVED_EXCEPTION(BlockingIOError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(ConnectionError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(ChildProcessError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(BrokenPipeError, PyOSErrorObject, _PyExc_ConnectionError, pyi_oserror_init);
DERIVED_EXCEPTION(ConnectionAbortedError, PyOSErrorObject, _PyExc_ConnectionError,
                  pyi_oserror_init);
DERIVED_EXCEPTION(ConnectionRefusedError, PyOSErrorObject, _PyExc_ConnectionError,
                  pyi_oserror_init);
DERIVED_EXCEPTION(ConnectionResetError, PyOSErrorObject, _PyExc_ConnectionError, pyi_oserror_init);
DERIVED_EXCEPTION(FileExistsError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(FileNotFoundError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(IsADirectoryError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(NotADirectoryError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(InterruptedError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(PermissionError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(ProcessLookupError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);
DERIVED_EXCEPTION(TimeoutError, PyOSErrorObject, _PyExc_OSError, pyi_oserror_init);

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

#undef PyExc_EnvironmentError
#undef PyExc_IOError
/* the old names of OSError */
PyObject *PyExc_EnvironmentError = (PyObject *)&_PyExc_OSError;
PyObject *PyExc_IOError = (PyObject *)&_PyExc_OSError;
