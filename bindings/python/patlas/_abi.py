"""The C ABI (include/patlas/patlas.h) as ctypes sees it: where the library is, and one row for each function.

ctypes lets go of the interpreter's lock while a function runs, so threads of Python search at the same time.
"""

import ctypes
import ctypes.util
import os
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_uint32, c_uint64, c_void_p

_LIBRARY = "libpatlas.so.0"

HANDLE = c_void_p
OUT_HANDLE = POINTER(c_void_p)
TEXT = (c_char_p, c_size_t)  # as a caller gives it
OUT_TEXT = (POINTER(c_void_p), POINTER(c_size_t))
OUT_NUMBER = POINTER(c_uint64)

# Those that return a code, by their arguments. Only what this package calls; a test compares the rows with patlas.h.
CODES = {
    "patlas_text_analysis": (*OUT_TEXT,),
    "patlas_code_name": (c_int, *OUT_TEXT),
    "patlas_error_message": (HANDLE, *OUT_TEXT),
    "patlas_error_file": (HANDLE, *OUT_TEXT),
    "patlas_error_entry": (HANDLE, *OUT_TEXT),
    "patlas_error_span": (HANDLE, OUT_NUMBER, OUT_NUMBER, OUT_NUMBER),
    "patlas_text_get": (HANDLE, *OUT_TEXT),
    "patlas_options_create": (OUT_HANDLE, OUT_HANDLE),
    "patlas_options_set_number": (HANDLE, *TEXT, c_uint64, OUT_HANDLE),
    "patlas_options_set_text": (HANDLE, *TEXT, *TEXT, OUT_HANDLE),
    "patlas_options_set_cancel": (HANDLE, HANDLE),
    "patlas_cancel_create": (OUT_HANDLE, OUT_HANDLE),
    "patlas_cancel_raise": (HANDLE,),
    "patlas_index_open": (*TEXT, OUT_HANDLE, OUT_HANDLE),
    "patlas_index_snapshot": (HANDLE, *OUT_TEXT),
    "patlas_index_search": (HANDLE, *TEXT, HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_index_show": (HANDLE, *TEXT, OUT_HANDLE, OUT_HANDLE),
    "patlas_index_info": (HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_index_backup": (HANDLE, *TEXT, OUT_HANDLE),
    "patlas_reply_json": (HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_reply_query": (HANDLE, *OUT_TEXT),
    "patlas_reply_limit": (HANDLE, *OUT_TEXT, OUT_NUMBER),
    "patlas_reply_plan": (HANDLE, *OUT_TEXT),
    "patlas_records_count": (HANDLE, OUT_NUMBER),
    "patlas_records_json": (HANDLE, c_uint64, *OUT_TEXT),
    "patlas_writer_open": (*TEXT, HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_writer_add_file": (HANDLE, *TEXT, OUT_HANDLE),
    "patlas_writer_add_bytes": (HANDLE, *TEXT, c_void_p, c_size_t, OUT_HANDLE),
    "patlas_writer_commit": (HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_writer_finish_merges": (HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_summary_json": (HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_remove": (*TEXT, POINTER(c_char_p), POINTER(c_size_t), c_size_t, OUT_NUMBER, OUT_NUMBER, OUT_HANDLE),
    "patlas_normal_form": (*TEXT, OUT_HANDLE, OUT_HANDLE),
    "patlas_index_classes": (HANDLE, *TEXT, *TEXT, HANDLE, OUT_HANDLE, OUT_HANDLE),
    "patlas_index_show_titled": (HANDLE, *TEXT, *TEXT, OUT_HANDLE, OUT_HANDLE),
    "patlas_load_schemes": (*TEXT, POINTER(c_char_p), POINTER(c_size_t), c_size_t, HANDLE, OUT_HANDLE, OUT_HANDLE),
}
FREES = (
    "patlas_error_free",
    "patlas_text_free",
    "patlas_options_free",
    "patlas_cancel_free",
    "patlas_index_free",
    "patlas_reply_free",
    "patlas_records_free",
    "patlas_writer_free",
    "patlas_summary_free",
)


def _find() -> str:
    """PATLAS_LIBRARY, the library beside this file, or the system's."""
    named = os.environ.get("PATLAS_LIBRARY")
    if named:
        return named
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), _LIBRARY)
    return beside if os.path.exists(beside) else _LIBRARY


def load() -> ctypes.CDLL:
    path = _find()
    try:
        library = ctypes.CDLL(path)
    except OSError as reason:
        raise ImportError(
            f"the library of Patlas cannot be loaded: {reason}; install it with cmake --install, "
            "or say where it is in PATLAS_LIBRARY"
        ) from None
    try:
        _declare(library)
    except AttributeError as reason:
        raise ImportError(
            f"{path} is no library of Patlas, or an older one than this package: {reason}; say in PATLAS_LIBRARY "
            "where the right one is"
        ) from None
    return library


def _declare(library: ctypes.CDLL) -> None:
    for name, arguments in CODES.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = c_int
    for name in FREES:
        function = getattr(library, name)
        function.argtypes = (HANDLE,)
        function.restype = None
    library.patlas_version.argtypes = ()
    library.patlas_version.restype = c_uint32
