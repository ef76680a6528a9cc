"""The Python package beside the header that it calls, and what its callers meet: answers as plain values, errors as
exceptions, handles that are closed or shared.

ctest runs it with PATLAS_SOURCE_DIR and PATLAS_LIBRARY in the environment and bindings/python in PYTHONPATH.
"""

import ctypes
import json
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

import patlas
from patlas import _abi

SOURCE = os.environ["PATLAS_SOURCE_DIR"]
RECORDS = os.path.join(SOURCE, "examples", "records.jsonl")


def record(number, title="Lamp"):
    return json.dumps(
        {
            "source": "example",
            "publication": {"country": "XX", "number": str(number), "kind": "A", "date": 20200101},
            "titles": [{"language": "en", "text": title}],
        }
    ).encode()


class Prototypes(unittest.TestCase):
    """A wrong argument type is no exception but a crash, so the rows are held to the header."""

    def declared(self):
        with open(os.path.join(SOURCE, "include", "patlas", "patlas.h"), encoding="utf-8") as header:
            code = re.sub("//[^\n]*", "", header.read())
        found = re.findall(r"PATLAS_EXPORT (\w+) (patlas_\w+)\(([^)]*)\)", code)
        return {name: (result, [" ".join(a.split()) for a in arguments.split(",")]) for result, name, arguments in found}

    def type_of(self, argument):
        if "**" in argument or "* const*" in argument:
            if "const char* const*" in argument:
                return _abi.POINTER(_abi.c_char_p)
            return _abi.OUT_HANDLE
        for start, kind in (
            ("const char*", _abi.c_char_p),
            ("const void*", _abi.c_void_p),
            ("const size_t*", _abi.POINTER(_abi.c_size_t)),
            ("size_t*", _abi.POINTER(_abi.c_size_t)),
            ("uint64_t*", _abi.OUT_NUMBER),
            ("size_t", _abi.c_size_t),
            ("uint64_t", _abi.c_uint64),
            ("int", _abi.c_int),
            ("patlas_", _abi.HANDLE),
            ("const patlas_", _abi.HANDLE),
        ):
            if argument.startswith(start):
                return kind
        raise AssertionError(argument)

    def test_every_row_has_the_arguments_of_the_header(self):
        declared = self.declared()
        self.assertGreaterEqual(len(_abi.CODES), 30)
        for name, row in _abi.CODES.items():
            result, arguments = declared[name]
            self.assertEqual(result, "patlas_code", name)
            self.assertEqual(list(row), [self.type_of(a) for a in arguments], name)

    def test_what_frees_takes_a_handle(self):
        for name in _abi.FREES:
            result, arguments = self.declared()[name]
            self.assertEqual((result, len(arguments)), ("void", 1), name)

    def test_the_version_is_the_packages(self):
        with open(os.path.join(SOURCE, "bindings", "python", "pyproject.toml"), encoding="utf-8") as project:
            self.assertIn(f'\nversion = "{patlas.version()}"\n', project.read())
        self.assertTrue(_abi._LIBRARY.endswith("." + patlas.version().split(".")[0]))


class Library(unittest.TestCase):
    def test_another_library_or_none_is_an_import_error_that_says_what_would_be_right(self):
        for library, said in (("libm.so.6", "libm.so.6 is no library of Patlas"), ("nowhere.so", "cannot be loaded: nowhere.so")):
            ran = subprocess.run(
                [sys.executable, "-c", "import patlas"], env=dict(os.environ, PATLAS_LIBRARY=library),
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            self.assertEqual(ran.returncode, 1)
            self.assertRegex(ran.stderr, f"ImportError: .*{said}.*PATLAS_LIBRARY")


class Python(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="patlas-python-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.directory = os.path.join(self.folder, "idx")
        with patlas.writer(self.directory, threads=1) as writer:
            writer.add_file(RECORDS)
        self.index = patlas.open(self.directory)
        self.addCleanup(self.index.close)

    def test_a_reply_is_plain_values(self):
        reply = self.index.search(
            "*:*", limit=1, offset=1, sort="score", facets=["office", "year"], facet_limit=1, cross=("office", "year")
        )
        self.assertEqual(reply["counts"], {"documents": 7, "families": 3})
        self.assertEqual(len(reply["hits"]), 1)
        self.assertIsInstance(self.index.search("coating", sort="score")["hits"][0]["score"], float)
        self.assertEqual([len(reply["facets"][name]) for name in ("office", "year")], [1, 1])
        self.assertEqual(reply["cross"]["rows"]["facet"], "office")
        self.assertIs(reply["complete"], True)
        self.assertEqual(reply["snapshot"], self.index.snapshot)

    def test_a_list_of_numbers_is_searched_and_reported(self):
        first = self.index.search("*:*")["hits"][0]["publication"]
        number = first["country"] + first["number"] + first["kind"]
        reply = self.index.search("pn:@watch", numbers={"watch": (n for n in [number, "EP9999999", "?"])})
        self.assertEqual(reply["counts"]["documents"], 1)
        (report,) = reply["number_lists"]
        self.assertEqual((report["name"], report["lines"], report["found"]), ("watch", 3, 1))
        self.assertEqual([remark["line"] for remark in report["remarks"]], [2, 3])
        with self.assertRaises(ValueError):
            self.index.search("pn:@watch", numbers={"watch": ["EP1\nEP2"]})
        with self.assertRaises(patlas.InvalidArgumentError):
            self.index.search("pn:@watch")

    def test_text_goes_both_ways(self):
        found = self.index.search("ti:正極材料")
        self.assertEqual([hit["title"] for hit in found["hits"]][:1], ["鋰離子電池用正極材料之塗層"])

    def test_counts_that_are_not_wished_for_are_left_out(self):
        reply = self.index.search("*:*", count_families=False)
        self.assertEqual(reply["counts"], {"documents": 7})
        reply = self.index.search("*:*", count_applications=True, count_extended_families=True)
        self.assertEqual(list(reply["counts"]), ["documents", "families", "applications", "extended_families"])
        self.assertLessEqual(reply["counts"]["extended_families"], reply["counts"]["families"])

    def test_highlights_and_snippets_are_bytes_of_the_text(self):
        hit = self.index.search("ti:coating", limit=1, highlights=True, snippets=1, snippet_columns=40)["hits"][0]
        mark = hit["highlights"][0]
        self.assertEqual(hit["title"].encode()[mark["begin"]:mark["end"]].decode().lower(), "coating")
        snippet = hit["snippets"][0]
        begin, end = snippet["marks"][0]
        self.assertEqual(snippet["text"].encode()[begin:end].decode().lower(), "coating")

    def test_explain_show_info_backup_and_normal_form(self):
        self.assertIn("segment 0", self.index.explain("ti:coating"))
        shown = self.index.show("US 9,900,001 B2")
        self.assertEqual([r["publication"]["number"] for r in shown], ["9900001"])
        self.assertEqual(self.index.info()["documents"], 7)
        copy = os.path.join(self.folder, "copy")
        self.index.backup(copy)
        with patlas.open(copy) as other:
            self.assertEqual(other.snapshot, self.index.snapshot)
        self.assertEqual(patlas.normal_form("coating and pd<1900"), "coating and pd:..1899")
        self.assertIn("icu", patlas.text_analysis())

    def test_a_classification_is_loaded_and_browsed(self):
        titles = os.path.join(self.folder, "cpc-section-H_20300101.txt")
        with open(titles, "w", encoding="utf-8") as file:
            file.write("H\t\tSPARKS\nH01\t\tSMALL SPARKS\nH01M\t\tKEPT SPARKS\nH01M4/00\t0\tPlates\n")
            file.write("H01M4/02\t1\tof two kinds\nH01M4/36\t2\tof salt\nH01M50/00\t0\tBoxes\n")
        loaded = patlas.load_schemes(self.directory, [titles], version="2031")
        self.assertEqual(
            loaded["schemes"], [{"name": "cpc", "version": "2031", "symbols": 7, "languages": ["en"]}]
        )
        with self.assertRaises(TypeError):
            patlas.load_schemes(self.directory, titles)
        with self.assertRaises(patlas.InvalidArgumentError):
            patlas.load_schemes(self.directory, [])
        with patlas.open(self.directory) as index:
            reply = index.classes("H01M 4/00")
            below = reply["facets"]["cpc@H01M4/00:+1"]
            self.assertEqual([(v["value"], v["title"]) for v in below], [("H01M0004020000", "of two kinds")])
            self.assertEqual(reply["facets"]["cpc@H01M4/00:+0"][0]["documents"], below[0]["documents"])
            self.assertEqual(list(index.classes(levels=2)["facets"]), ["cpc@:+2"])
            some = index.classes("H01M", query="cc:US", count_families=False, title_language="fr")
            self.assertLess(some["counts"]["documents"], reply["counts"]["documents"])
            self.assertNotIn("families", some["facets"]["cpc@H01M:+1"][0])
            self.assertEqual(some["facets"]["cpc@H01M:+1"][0]["title"], "Plates")
            with self.assertRaises(patlas.InvalidArgumentError):
                index.classes(scheme="fterm")
            shown = index.show("US 9,900,001 B2")[0]["symbols"]
            self.assertEqual([s.get("title") for s in shown if s["symbol"] == "H01M 4/36"], ["of salt"])
            stopped = index.classes(memory_bytes=1)
            self.assertEqual((stopped["complete"], stopped["facets"]), (False, {"cpc@:+1": []}))

    def test_an_error_has_code_message_and_place(self):
        with self.assertRaises(patlas.InvalidArgumentError) as raised:
            self.index.search("coating and tii:x")
        error = raised.exception
        self.assertIsInstance(error, ValueError)
        self.assertEqual((error.code, error.place), ("invalid_argument", {"file": "query", "offset": 12, "length": 4}))
        self.assertTrue(error.message.startswith("unknown field 'tii'"))
        self.assertEqual(str(error), error.message)
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((type(again), again.code, again.place), (type(error), error.code, error.place))

    def test_each_kind_of_wrong_has_its_exception(self):
        for kind, call in (
            (patlas.ParseError, lambda: self.index.search("(coating")),
            (patlas.ParseError, lambda: patlas.normal_form("and")),
            (patlas.NotFoundError, lambda: self.index.show("US1")),
            (patlas.NotFoundError, lambda: patlas.open(os.path.join(self.folder, "nowhere"))),
            (patlas.ExistsError, lambda: self.index.backup(self.directory)),
            (patlas.InvalidArgumentError, lambda: self.index.search("a", facets=["none"])),
            (patlas.InvalidArgumentError, lambda: self.index.search("a", sort="none")),
            (patlas.LimitError, lambda: self.index.search("a", threads=1000)),
            (patlas.InvalidArgumentError, lambda: patlas.open(RECORDS)),
            (ValueError, lambda: self.index.search("a", limit=-1)),
            (TypeError, lambda: self.index.search("a", limits=1)),
        ):
            with self.assertRaises(kind):
                call()
        for code, kind in patlas._ERRORS.items():
            self.assertTrue(issubclass(kind, patlas.Error), code)
        self.assertEqual(len(patlas._ERRORS), 10)

    def test_arguments_of_another_type_are_named(self):
        for call, said in (
            (lambda: self.index.search("a", limit=3.5), "limit is 3.5"),
            (lambda: self.index.search("a", facets=[1]), "facets is [1]"),
            (lambda: self.index.search(None), "None is not a str"),
            (lambda: patlas.remove(self.directory, [1]), "1 is not a str"),
        ):
            with self.assertRaisesRegex(TypeError, re.escape(said)):
                call()

        class Number:  # as numpy's
            def __index__(self):
                return 2

        self.assertEqual(len(self.index.search("*:*", limit=Number())["hits"]), 2)

    def test_a_query_that_is_no_utf8_is_the_librarys_to_refuse(self):
        for query, offset in (("ti:\udcff", 3), ("ti:\ud800", 3)):
            with self.assertRaises(patlas.ParseError) as raised:
                self.index.search(query)
            self.assertEqual((raised.exception.place["file"], raised.exception.place["offset"]), ("query", offset))

    def test_a_writer_of_the_parent_is_refused_in_a_child(self):
        with patlas.writer(self.directory) as writer:
            writer.add_bytes("memory", record(1))
            child = os.fork()
            if child == 0:
                try:
                    writer.commit()
                except patlas.InvalidArgumentError:
                    os._exit(7)
                finally:
                    os._exit(1)
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)
        with patlas.open(self.directory) as index:
            self.assertEqual(index.search("lamp")["counts"]["documents"], 1)

    def test_a_limit_and_a_cancel_are_said_in_the_reply(self):
        reply = self.index.search("*:*", memory_bytes=1)
        self.assertEqual((reply["complete"], reply["limit"]), (False, {"name": "memory", "value": 1}))
        cancel = patlas.Cancel()
        self.assertTrue(self.index.search("*:*", cancel=cancel)["complete"])
        cancel.raise_()
        self.assertEqual(self.index.search("*:*", cancel=cancel)["limit"]["name"], "cancelled")
        self.assertTrue(self.index.search("*:*")["complete"])

    def test_paths_may_be_text_bytes_or_path_objects(self):
        for directory in (self.directory, os.fsencode(self.directory), pathlib.Path(self.directory)):
            with patlas.open(directory) as index:
                self.assertEqual(index.search("*:*")["counts"]["documents"], 7)
        odd = os.path.join(os.fsencode(self.folder), b"na\xffme")
        with self.assertRaises(patlas.NotFoundError) as raised:
            patlas.open(odd)
        self.assertEqual(os.fsencode(raised.exception.place["file"]), odd)

    def test_a_writer_commits_at_the_end_of_its_block_and_not_after_an_exception(self):
        with self.assertRaises(KeyError):
            with patlas.writer(self.directory) as writer:
                writer.add_bytes("memory", record(1))
                raise KeyError
        with patlas.open(self.directory) as index:
            self.assertEqual(index.search("lamp")["counts"]["documents"], 0)
        with patlas.writer(self.directory) as writer:
            writer.add_bytes("memory", bytearray(record(1)))
            summary = writer.commit()
            self.assertEqual((summary["seen"], summary["accepted"], summary["reject_log"]), (1, 1, None))
            with self.assertRaises(patlas.ExistsError):
                patlas.writer(self.directory)
            writer.add_bytes("memory", memoryview(record(2)))
        with patlas.open(self.directory) as index:
            self.assertEqual(index.search("lamp")["counts"]["documents"], 2)
        self.assertEqual(self.index.search("lamp")["counts"]["documents"], 0)

    def test_merges_behind_commits_are_finished_on_request(self):
        directory = os.path.join(self.folder, "few")
        with patlas.writer(directory, segments_max=1) as writer:
            for number in (1, 2):
                writer.add_bytes("memory", record(number))
                writer.commit()
            writer.add_bytes("memory", record(3))
            self.assertEqual(writer.finish_merges()["accepted"], 1)
            with patlas.open(directory) as index:
                info = index.info()
                self.assertEqual((info["segments"], info["documents"]), (1, 3))

    def test_a_writer_names_its_engine(self):
        directory = os.path.join(self.folder, "native")
        with patlas.writer(directory, backend="native", memory_bytes=1 << 28, documents_per_segment_max=2) as writer:
            writer.add_file(RECORDS)
        with patlas.open(directory) as index:
            self.assertEqual(index.search("*:*"), dict(self.index.search("*:*"), snapshot=index.snapshot))
        with self.assertRaises(patlas.InvalidArgumentError):
            patlas.writer(os.path.join(self.folder, "other"), backend="other")

    def test_frequent_bigrams_are_chosen_when_an_index_is_made(self):
        directory = os.path.join(self.folder, "pairs")
        with patlas.writer(directory, frequent_bigrams=True) as writer:
            writer.add_bytes("memory", record(1, "One of the lamps"))
        with patlas.open(directory) as index:
            self.assertEqual(index.search('"of the"')["counts"]["documents"], 1)
            rows = {row["section"] for row in index.info()["sections"] if row["group"] == "frequent-bigrams"}
            parts = ("terms", "postings", "frequencies")
            self.assertEqual(rows, {"frequent-bigram-" + part for part in parts})
        with self.assertRaisesRegex(patlas.InvalidArgumentError, "no frequent bigrams"):
            patlas.writer(self.directory, frequent_bigrams=True)

    def test_remove_counts_what_it_deletes(self):
        self.assertEqual(patlas.remove(self.directory, ["EP3249001A1", "US1"]), {"deleted": 1, "generation": 2})
        with self.assertRaises(patlas.ParseError):
            patlas.remove(self.directory, ["blue"])
        with self.assertRaises(TypeError):
            patlas.remove(self.directory, "US1")  # else each letter would be a number

    def test_what_is_closed_says_so(self):
        index = patlas.open(self.directory)
        index.close()
        index.close()
        for call in (lambda: index.search("a"), lambda: index.info(), lambda: index.snapshot):
            with self.assertRaisesRegex(ValueError, "this Index is closed"):
                call()

    def test_closing_waits_for_the_searches_of_other_threads(self):
        index = patlas.open(self.directory)
        before = index.search("*:*")
        ended, wrong = [], []
        started = threading.Barrier(5)

        def search():
            started.wait()
            try:
                while True:
                    if index.search("*:*") != before:
                        wrong.append("another reply")
            except ValueError:
                ended.append(True)

        threads = [threading.Thread(target=search) for _ in range(4)]
        for thread in threads:
            thread.start()
        started.wait()
        index.close()
        for thread in threads:
            thread.join()
        self.assertEqual((len(ended), wrong), (4, []))

    def test_eight_threads_share_an_index_while_a_writer_commits(self):
        before = self.index.search("*:*", facets=["office"])
        same = []

        def search():
            same.extend(self.index.search("*:*", facets=["office"]) == before for _ in range(20))

        threads = [threading.Thread(target=search) for _ in range(8)]
        for thread in threads:
            thread.start()
        with patlas.writer(self.directory) as writer:
            for number in range(3):
                writer.add_bytes("memory", record(number))
                writer.commit()
        for thread in threads:
            thread.join()
        self.assertEqual(same, [True] * 160)

    def test_no_handle_is_kept(self):
        # The library's own memory, by what an index costs: a leaked reply of every search would be far above it.
        for _ in range(50):
            self.index.search("*:*", facets=["office"], sort="score")
        names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
        mallinfo = ctypes.CDLL(None).mallinfo2
        mallinfo.restype = type("Info", (ctypes.Structure,), {"_fields_": [(name, ctypes.c_size_t) for name in names]})
        before = mallinfo().uordblks
        for _ in range(2000):
            self.index.search("*:*", facets=["office"], sort="score")
            with self.assertRaises(patlas.Error):
                self.index.search("tii:x")
        self.assertLess(mallinfo().uordblks - before, 1 << 20)


if __name__ == "__main__":
    unittest.main(verbosity=2)
