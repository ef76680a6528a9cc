"""Patlas: an index of patent records, and exact answers from it.

    import patlas

    with patlas.open("idx") as index:
        reply = index.search("ti:battery and cc:TW", facets=["office", "year"])
        print(reply["counts"]["documents"], [hit["title"] for hit in reply["hits"]])

Answers are plain dicts and lists, the JSON of programs/cli/JSON.md. What is wrong is a patlas.Error with `code`,
`message` and `place`. An Index may be shared by threads; a Writer belongs to one at a time.
"""

import ctypes
import json
import operator
import os
import threading
from ctypes import byref
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Type, Union

from . import _abi

__all__ = [
    "Cancel",
    "CancelledError",
    "CorruptionError",
    "Error",
    "ExistsError",
    "Index",
    "InternalError",
    "InvalidArgumentError",
    "IoError",
    "LimitError",
    "NotFoundError",
    "ParseError",
    "UnsupportedVersionError",
    "Writer",
    "load_schemes",
    "normal_form",
    "open",
    "remove",
    "text_analysis",
    "version",
    "writer",
]

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]

_NONE = 2**64 - 1
_lib = _abi.load()


class Error(Exception):
    """What a call found wrong; each code has a subclass."""

    def __init__(self, code: str, message: str, place: Dict[str, Any]) -> None:
        super().__init__(message)
        self.code = code  #: "parse", "not_found", ...
        self.message = message
        self.place = place  #: those of file, entry, offset, length, line that are known

    def __reduce__(self) -> Any:
        return type(self), (self.code, self.message, self.place)


class InvalidArgumentError(Error, ValueError):
    """Something was asked for that is not offered."""


class ParseError(Error, ValueError):
    """A text (a query, a number) does not follow its grammar."""


class NotFoundError(Error, LookupError):
    """A named thing is not there."""


class ExistsError(Error):
    """What must be new is there, or another writer is at work."""


class UnsupportedVersionError(Error):
    """Made by a version that this one does not read."""


class CorruptionError(Error):
    """Bytes do not match their checksum or their own description."""


class IoError(Error):
    """The operating system refused."""


class LimitError(Error):
    """A limit was reached, or memory ended."""


class CancelledError(Error):
    """The caller's cancel was seen."""


class InternalError(Error):
    """A mistake of Patlas."""


_ERRORS: Dict[str, Type[Error]] = {
    "invalid_argument": InvalidArgumentError,
    "parse": ParseError,
    "not_found": NotFoundError,
    "exists": ExistsError,
    "unsupported_version": UnsupportedVersionError,
    "corruption": CorruptionError,
    "io": IoError,
    "limit": LimitError,
    "cancelled": CancelledError,
    "internal": InternalError,
}


def _text(function: Any, *arguments: Any) -> bytes:
    """The text that a function leaves in its last two arguments; empty when it fails."""
    data, length = ctypes.c_void_p(), ctypes.c_size_t()
    function(*arguments, byref(data), byref(length))
    return ctypes.string_at(data.value, length.value) if data.value else b""


def _raise(code: int, error: ctypes.c_void_p) -> None:
    """Raises what `error` says, and frees it."""
    name = _text(_lib.patlas_code_name, code).decode()
    try:
        message = _text(_lib.patlas_error_message, error).decode("utf-8", "replace") or name
        place: Dict[str, Any] = {}
        for key, function in (("file", _lib.patlas_error_file), ("entry", _lib.patlas_error_entry)):
            value = os.fsdecode(_text(function, error))
            if value:
                place[key] = value
        if error:
            numbers = [ctypes.c_uint64(_NONE) for _ in range(3)]
            _lib.patlas_error_span(error, *(byref(number) for number in numbers))
            for key, number in zip(("offset", "length", "line"), numbers):
                if number.value != _NONE:
                    place[key] = number.value
    finally:
        _lib.patlas_error_free(error)
    raise _ERRORS.get(name, InternalError)(name, message, place)


def _call(function: Any, *arguments: Any) -> None:
    error = ctypes.c_void_p()
    code = function(*arguments, byref(error))
    if code:
        _raise(code, error)


def _make(function: Any, *arguments: Any) -> ctypes.c_void_p:
    """The handle that a function leaves before its error."""
    handle, error = ctypes.c_void_p(), ctypes.c_void_p()
    code = function(*arguments, byref(handle), byref(error))
    if code:
        _raise(code, error)
    return handle


def _take(text: ctypes.c_void_p) -> bytes:
    """The bytes of a patlas_text, which is freed."""
    try:
        return _text(_lib.patlas_text_get, text)
    finally:
        _lib.patlas_text_free(text)


def _utf8(text: str) -> Tuple[bytes, int]:
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is not a str")
    # What is no UTF-8 (a terminal's bytes, half a pair from JSON) goes on: the library says what is wrong with it.
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
    return data, len(data)


def _path(path: Path) -> Tuple[bytes, int]:
    data = os.fsencode(path)
    return data, len(data)


class _Handle:
    """A handle of the library that its last user frees, and never before a call on another thread has ended."""

    _free: Any = None

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self._handle: Optional[ctypes.c_void_p] = handle
        self._calls = 0
        self._closing = False
        self._lock = threading.Lock()

    def _enter(self) -> ctypes.c_void_p:
        with self._lock:
            if self._handle is None or self._closing:
                raise ValueError(f"this {type(self).__name__} is closed")
            self._calls += 1
            return self._handle

    def _leave(self) -> None:
        with self._lock:
            self._calls -= 1
            if self._closing and self._calls == 0:
                self._release()

    def _release(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            type(self)._free(handle)

    def close(self) -> None:
        """Frees it, or leaves that to the last of the calls that other threads are inside of: it waits for none."""
        with self._lock:
            self._closing = True
            if self._calls == 0:
                self._release()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self._release()


class Cancel(_Handle):
    """A flag that ends the searches it was given to: raise_() from any thread. Raised, it stays raised."""

    _free = _lib.patlas_cancel_free

    def __init__(self) -> None:
        super().__init__(_make(_lib.patlas_cancel_create))

    def raise_(self) -> None:
        handle = self._enter()
        try:
            _lib.patlas_cancel_raise(handle)
        finally:
            self._leave()


def _yes_or_no(wish: Optional[bool]) -> Optional[bool]:
    """Whatever is true or false, as such; None is no wish."""
    return None if wish is None else bool(wish)


class _Options:
    """A patlas_options for the time of a call; NULL when nothing was wished for."""

    def __init__(self, wishes: Mapping[str, Any], cancel: Optional[Cancel] = None) -> None:
        self.handle: Optional[ctypes.c_void_p] = None
        try:
            for name, value in wishes.items():
                if value is not None:
                    self._set(name, value)
            if cancel is not None:
                raised = cancel._enter()
                try:
                    _lib.patlas_options_set_cancel(self._made(), raised)
                finally:
                    cancel._leave()
        except BaseException:
            self.free()
            raise

    def _made(self) -> ctypes.c_void_p:
        if self.handle is None:
            self.handle = _make(_lib.patlas_options_create)
        return self.handle

    def _set(self, name: str, value: Any) -> None:
        if hasattr(value, "__index__"):  # an int, or numpy's
            number = operator.index(value)
            if not 0 <= number < 2**64:
                raise ValueError(f"{name} is {number}, which is not from 0 to 2**64 - 1")
            _call(_lib.patlas_options_set_number, self._made(), *_utf8(name), number)
            return
        if name == "number_list":
            for list_name, lines in value.items():
                lines = list(lines)
                if any("\n" in line for line in lines):
                    raise ValueError(f"a line of the list {list_name!r} has a line break")
                text = "\n".join([list_name, *lines])
                _call(_lib.patlas_options_set_text, self._made(), *_utf8(name), *_utf8(text))
            return
        if not isinstance(value, str):
            try:
                value = ",".join(value)
            except TypeError:
                raise TypeError(f"{name} is {value!r}, which is neither a number nor a text nor texts") from None
        _call(_lib.patlas_options_set_text, self._made(), *_utf8(name), *_utf8(value))

    def free(self) -> None:
        if self.handle is not None:
            _lib.patlas_options_free(self.handle)
            self.handle = None


class Index(_Handle):
    """One generation of an index, held open: it answers the same for ever, whatever a writer does."""

    _free = _lib.patlas_index_free

    def __init__(self, directory: Path) -> None:
        super().__init__(_make(_lib.patlas_index_open, *_path(directory)))

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def snapshot(self) -> str:
        """Names the generation; the same for every copy of it."""
        handle = self._enter()
        try:
            return _text(_lib.patlas_index_snapshot, handle).decode()
        finally:
            self._leave()

    def _search(self, query: str, wishes: Mapping[str, Any], cancel: Optional[Cancel]) -> ctypes.c_void_p:
        handle = self._enter()
        try:
            if cancel is None and not wishes:
                return _make(_lib.patlas_index_search, handle, *_utf8(query), None)
            options = _Options(wishes, cancel)
            try:
                return _make(_lib.patlas_index_search, handle, *_utf8(query), options.handle)
            finally:
                options.free()
        finally:
            self._leave()

    def search(
        self,
        query: str,
        *,
        limit: Optional[int] = None,
        offset: Optional[int] = None,
        sort: Optional[str] = None,
        facets: Optional[Sequence[str]] = None,
        facet_limit: Optional[int] = None,
        cross: Optional[Tuple[str, str]] = None,
        count_documents: Optional[bool] = None,
        count_families: Optional[bool] = None,
        count_applications: Optional[bool] = None,
        count_extended_families: Optional[bool] = None,
        highlights: Optional[bool] = None,
        snippets: Optional[int] = None,
        snippet_columns: Optional[int] = None,
        threads: Optional[int] = None,
        memory_bytes: Optional[int] = None,
        timeout_ms: Optional[int] = None,
        numbers: Optional[Mapping[str, Iterable[str]]] = None,
        title_language: Optional[str] = None,
        cancel: Optional[Cancel] = None,
    ) -> Dict[str, Any]:
        """Exact counts, a page of hits, facets, a cross-tab. What is not said is as in patlas/index.h: ten hits, newest
        first. With `highlights` or `snippets` (how many) a hit says where what was found stands (programs/cli/JSON.md);
        offsets are of UTF-8 bytes. `numbers` are lists of document numbers under the names that the query uses: `pn:@watch` with
        {"watch": ["US 7,650,331 B2", ...]}. A limit or a cancel that ended the search is no exception: then reply["complete"] is False."""
        wishes = {
            "limit": limit,
            "offset": offset,
            "sort": sort,
            "facets": facets,
            "facet_limit": facet_limit,
            "cross": cross,
            "count_documents": _yes_or_no(count_documents),
            "count_families": _yes_or_no(count_families),
            "count_applications": _yes_or_no(count_applications),
            "count_extended_families": _yes_or_no(count_extended_families),
            "highlights": _yes_or_no(highlights),
            "snippets": snippets,
            "snippet_columns": snippet_columns,
            "threads": threads,
            "memory_bytes": memory_bytes,
            "timeout_ms": timeout_ms,
            "number_list": numbers,
            "title_language": title_language,
        }
        reply = self._search(query, wishes, cancel)
        try:
            return json.loads(_take(_make(_lib.patlas_reply_json, reply)))
        finally:
            _lib.patlas_reply_free(reply)

    def classes(
        self,
        symbol: str = "",
        *,
        query: str = "",
        scheme: Optional[str] = None,
        levels: Optional[int] = None,
        count_documents: Optional[bool] = None,
        count_families: Optional[bool] = None,
        count_applications: Optional[bool] = None,
        count_extended_families: Optional[bool] = None,
        title_language: Optional[str] = None,
        threads: Optional[int] = None,
        memory_bytes: Optional[int] = None,
        timeout_ms: Optional[int] = None,
        cancel: Optional[Cancel] = None,
    ) -> Dict[str, Any]:
        """A class and those so many levels below it, as a facet each, with counts of the query's documents; values in
        the order of symbols. Without a symbol from the top, without a query of all documents."""
        options = _Options(
            {
                "scheme": scheme,
                "levels": levels,
                "count_documents": _yes_or_no(count_documents),
                "count_families": _yes_or_no(count_families),
                "count_applications": _yes_or_no(count_applications),
                "count_extended_families": _yes_or_no(count_extended_families),
                "title_language": title_language,
                "threads": threads,
                "memory_bytes": memory_bytes,
                "timeout_ms": timeout_ms,
            },
            cancel,
        )
        try:
            handle = self._enter()
            try:
                reply = _make(_lib.patlas_index_classes, handle, *_utf8(symbol), *_utf8(query), options.handle)
            finally:
                self._leave()
        finally:
            options.free()
        try:
            return json.loads(_take(_make(_lib.patlas_reply_json, reply)))
        finally:
            _lib.patlas_reply_free(reply)

    def explain(self, query: str) -> str:
        """How a query is run, for people."""
        reply = self._search(query, {"explain": 1, "limit": 0}, None)
        try:
            return _text(_lib.patlas_reply_plan, reply).decode()
        finally:
            _lib.patlas_reply_free(reply)

    def show(self, number: str, *, title_language: str = "en") -> List[Dict[str, Any]]:
        """The records of a publication number in any written form (ingest/RECORD.md), its symbols with the titles of
        the schemes that are loaded."""
        handle = self._enter()
        try:
            records = _make(_lib.patlas_index_show_titled, handle, *_utf8(number), *_utf8(title_language))
        finally:
            self._leave()
        try:
            count = ctypes.c_uint64()
            _lib.patlas_records_count(records, byref(count))
            return [json.loads(_text(_lib.patlas_records_json, records, i)) for i in range(count.value)]
        finally:
            _lib.patlas_records_free(records)

    def info(self) -> Dict[str, Any]:
        """What the index holds."""
        handle = self._enter()
        try:
            return json.loads(_take(_make(_lib.patlas_index_info, handle)))
        finally:
            self._leave()

    def backup(self, directory: Path) -> None:
        """A copy of this generation in a new directory, while writers go on."""
        handle = self._enter()
        try:
            _call(_lib.patlas_index_backup, handle, *_path(directory))
        finally:
            self._leave()


class Writer(_Handle):
    """The one writer of an index. As a context manager it commits at the end and waits for merges, and when an
    exception ends it leaves nothing behind of what was added since the last commit."""

    _free = _lib.patlas_writer_free

    def __init__(
        self,
        directory: Path,
        *,
        memory_bytes: Optional[int] = None,
        threads: Optional[int] = None,
        documents_per_segment_max: Optional[int] = None,
        segments_max: Optional[int] = None,
        backend: Optional[str] = None,
        frequent_bigrams: Optional[bool] = None,
    ) -> None:
        options = _Options(
            {
                "backend": backend,
                "frequent_bigrams": frequent_bigrams,
                "memory_bytes": memory_bytes,
                "threads": threads,
                "documents_per_segment_max": documents_per_segment_max,
                "segments_max": segments_max,
            }
        )
        try:
            super().__init__(_make(_lib.patlas_writer_open, *_path(directory), options.handle))
        finally:
            options.free()

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], *_: object) -> None:
        try:
            if kind is None:
                self.finish_merges()
        finally:
            self.close()

    def add_file(self, path: Path) -> None:
        """Reads a file, a directory of files, or a zip, gz or tar of them."""
        handle = self._enter()
        try:
            _call(_lib.patlas_writer_add_file, handle, *_path(path))
        finally:
            self._leave()

    def add_bytes(self, name: str, data: bytes) -> None:
        """Reads one file that is in memory, of any format or container; `name` is what the reject log calls it."""
        if not isinstance(data, bytes):
            data = bytes(memoryview(data))
        handle = self._enter()
        try:
            _call(_lib.patlas_writer_add_bytes, handle, *_utf8(name), data, len(data))
        finally:
            self._leave()

    def commit(self) -> Dict[str, Any]:
        """Makes everything added visible, or nothing; counts of what was added since the last commit. Merges go on behind
        it, and become visible with a later commit."""
        return self._commit(_lib.patlas_writer_commit)

    def finish_merges(self) -> Dict[str, Any]:
        """Commits, waits for the merges that are due, and makes them visible."""
        return self._commit(_lib.patlas_writer_finish_merges)

    def _commit(self, commit: Any) -> Dict[str, Any]:
        handle = self._enter()
        try:
            summary = _make(commit, handle)
        finally:
            self._leave()
        try:
            return json.loads(_take(_make(_lib.patlas_summary_json, summary)))
        finally:
            _lib.patlas_summary_free(summary)


def open(directory: Path) -> Index:  # noqa: A001: the same verb in every language
    """The newest generation of an index."""
    return Index(directory)


def writer(
    directory: Path,
    *,
    memory_bytes: Optional[int] = None,
    threads: Optional[int] = None,
    documents_per_segment_max: Optional[int] = None,
    segments_max: Optional[int] = None,
    backend: Optional[str] = None,
    frequent_bigrams: Optional[bool] = None,
) -> Writer:
    """The writer of an index, which is made when it is not there: by the engine `backend`, "native" or "xapian", and with
    a list for each two frequent words that follow one another where `frequent_bigrams` says so."""
    return Writer(
        directory,
        memory_bytes=memory_bytes,
        threads=threads,
        documents_per_segment_max=documents_per_segment_max,
        segments_max=segments_max,
        backend=backend,
        frequent_bigrams=frequent_bigrams,
    )


def remove(directory: Path, numbers: Iterable[str]) -> Dict[str, int]:
    """Deletes the live records of publication numbers, and commits."""
    if isinstance(numbers, (str, bytes)):
        raise TypeError("numbers is a list of publication numbers, not one")
    texts = [_utf8(number) for number in numbers]
    pointers = (ctypes.c_char_p * len(texts))(*(text for text, _ in texts))
    lengths = (ctypes.c_size_t * len(texts))(*(length for _, length in texts))
    deleted, generation = ctypes.c_uint64(), ctypes.c_uint64()
    _call(
        _lib.patlas_remove, *_path(directory), pointers, lengths, len(texts), byref(deleted), byref(generation)
    )
    return {"deleted": deleted.value, "generation": generation.value}


def load_schemes(directory: Path, paths: Iterable[Path], *, version: Optional[str] = None) -> Dict[str, Any]:
    """Reads classifications (CPC title lists, IPC scheme XML, WIPO's technology fields) and commits them, each in place
    of the one of its name; no document is touched."""
    if isinstance(paths, (str, bytes, os.PathLike)):
        raise TypeError("paths is a list of files, not one")
    texts = [_path(path) for path in paths]
    pointers = (ctypes.c_char_p * len(texts))(*(text for text, _ in texts))
    lengths = (ctypes.c_size_t * len(texts))(*(length for _, length in texts))
    options = _Options({"version": version})
    try:
        loaded = _make(_lib.patlas_load_schemes, *_path(directory), pointers, lengths, len(texts), options.handle)
    finally:
        options.free()
    return json.loads(_take(loaded))


def normal_form(query: str) -> str:
    """The normal form of a query, or the Error that says what is wrong with it; no index is needed."""
    return _take(_make(_lib.patlas_normal_form, *_utf8(query))).decode("utf-8", "replace")


def text_analysis() -> str:
    """Names the text analysis; an index made with another one is an UnsupportedVersionError."""
    return _text(_lib.patlas_text_analysis).decode()


def version() -> str:
    """Of the library that runs."""
    number = _lib.patlas_version()
    return f"{number // 1000000}.{number // 1000 % 1000}.{number % 1000}"
