"""What `cmake --install` leaves, used by strangers: a CMake project, two plain command lines, and Python, all of them
outside the tree. The samples of examples/ and bindings/python/examples print the same in each language.

ctest runs it with PATLAS_SOURCE_DIR, PATLAS_BINARY_DIR, CXX, CC and PATLAS_SANITIZE in the environment. In a build with
a sanitizer only the CMake project is built, with the same sanitizer: its eight threads beside a writer must be clean.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ["PATLAS_SOURCE_DIR"]
BUILD = os.environ["PATLAS_BINARY_DIR"]
CXX = os.environ["CXX"]
CC = os.environ["CC"]
SANITIZE = os.environ.get("PATLAS_SANITIZE", "")
RECORDS = os.path.join(SOURCE, "examples", "records.jsonl")

PRINTED = """\
7 of 7 records accepted
3 documents, 2 families
US 9900001 B2  2018-02-20  Coating of a cathode for a lithium-ion battery
EP 3249001 A1  2017-11-29  Cathode coating
US 2016211513 A1  2016-07-21  Separator with a ceramic coating
US  United States of America  2
EP  European Patent Office  1
JP  Japan  1
KR  Republic of Korea  1
TW  Taiwan  1
from hit 1: TWI611001 JP2018510001 US9900001
from hit 4: EP3249001 KR20160090001 US2016211513
from hit 7: DE102014000777
invalid_argument at query 12-16
320 searches saw one snapshot; 5 records are new
"""

whole = unittest.skipIf(SANITIZE, "a build with a sanitizer runs in programs that have its runtime")


def run(*command, **more):
    """What it prints; whatever it says is in the failure."""
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    if ran.returncode != 0:
        raise AssertionError(f"{command} ended with {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def files_below(folder):
    return sorted(
        os.path.relpath(os.path.join(path, name), folder) for path, _, names in os.walk(folder) for name in names
    )


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="patlas-installed-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        first = cls.at("first")
        for component in ("library", "development") if SANITIZE else ("library", "development", "program"):
            run("cmake", "--install", BUILD, "--prefix", first, "--component", component)
        # An installed tree can be moved: nothing in it says where it was made.
        cls.prefix = cls.at("prefix")
        os.rename(first, cls.prefix)
        cls.library = os.path.join(cls.prefix, "lib")
        cls.environment = dict(os.environ, PKG_CONFIG_PATH=os.path.join(cls.library, "pkgconfig"))

    @classmethod
    def at(cls, name):
        return os.path.join(cls.folder, name)

    def expect_samples(self, name, *command, **more):
        self.assertEqual(run(*command, self.at(name), RECORDS, **more), PRINTED)

    def configure(self, name, lists, *arguments):
        folder = self.at(name)
        os.makedirs(folder)
        for example in ("embed.c", "embed.cc"):
            shutil.copy(os.path.join(SOURCE, "examples", example), folder)
        with open(os.path.join(folder, "CMakeLists.txt"), "w", encoding="utf-8") as out:
            out.write(lists)
        run(
            "cmake", "-G", "Ninja", "-S", folder, "-B", os.path.join(folder, "build"), f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_C_COMPILER={CC}", f"-DCMAKE_CXX_COMPILER={CXX}", *arguments,
        )
        return os.path.join(folder, "build")

    def test_nothing_but_include_patlas_is_installed(self):
        files = files_below(self.prefix)
        headers = {name for name in os.listdir(os.path.join(SOURCE, "include", "patlas"))}
        self.assertEqual({f"include/patlas/{name}" for name in headers}, {f for f in files if f.startswith("include")})
        kinds = r"include/patlas/|lib/libpatlas\.so|lib/cmake/patlas/|lib/pkgconfig/patlas\.pc|bin/patlas$|share/doc/patlas/"
        self.assertEqual([f for f in files if not re.match(kinds, f)], [])
        for name in ("LICENSE", "NOTICE"):
            self.assertIn(f"share/doc/patlas/{name}", files)

    def test_a_cmake_project_runs_the_samples(self):
        with open(os.path.join(SOURCE, "tests", "installed", "CMakeLists.txt"), encoding="utf-8") as lists:
            flags = f"-fsanitize={SANITIZE} -fno-sanitize-recover=all -g1" if SANITIZE else "-Wall -Wextra -Wpedantic -Werror"
            build = self.configure(
                "stranger", lists.read(), f"-DCMAKE_C_FLAGS={flags}", f"-DCMAKE_CXX_FLAGS={flags}",
                f"-DSANITIZED={'ON' if SANITIZE else 'OFF'}",
            )
        run("cmake", "--build", build)
        self.expect_samples("index_cc", os.path.join(build, "embed_cc"))
        self.expect_samples("index_c", os.path.join(build, "embed_c"))

    @whole
    def test_a_project_in_c_alone_finds_the_package(self):
        lists = (
            "cmake_minimum_required(VERSION 3.25)\nproject(plain LANGUAGES C)\nfind_package(patlas REQUIRED)\n"
            "add_executable(embed embed.c)\ntarget_link_libraries(embed PRIVATE patlas::patlas)\n"
        )
        build = self.configure("plain", lists)
        run("cmake", "--build", build)
        self.expect_samples("index_plain", os.path.join(build, "embed"))

    @whole
    def test_another_major_version_is_not_found(self):
        lists = "cmake_minimum_required(VERSION 3.25)\nproject(other LANGUAGES C)\nfind_package(patlas 1 REQUIRED)\n"
        with self.assertRaisesRegex(AssertionError, "not\\s+considered|version: 0\\.1\\.0|compatible"):
            self.configure("other", lists)

    @whole
    def test_plain_command_lines_run_the_samples(self):
        flags = run("pkg-config", "--cflags", "--libs", "patlas", env=self.environment).split()
        strict = ["-Wall", "-Wextra", "-Werror", "-pthread"]
        for compiler, standard, example in ((CXX, "-std=c++20", "embed.cc"), (CC, "-std=c99", "embed.c")):
            program = self.at(example + ".program")
            source = shutil.copy(os.path.join(SOURCE, "examples", example), self.folder)
            run(compiler, standard, *strict, source, *flags, "-o", program)
            self.expect_samples(
                example + ".index", program, env=dict(self.environment, LD_LIBRARY_PATH=self.library)
            )

    @whole
    def test_the_headers_need_nothing_but_the_standard_library(self):
        flags = run("pkg-config", "--cflags", "patlas", env=self.environment).split()
        for name in os.listdir(os.path.join(self.prefix, "include", "patlas")):
            source = self.at("includes_" + name + ".cc")
            with open(source, "w", encoding="utf-8") as out:
                out.write(f'#include "patlas/{name}"\n')
            for compiler, more in ((CXX, ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]),):
                needed = run(compiler, *more, *flags, "-M", source)
                run(compiler, *more, *flags, "-fsyntax-only", source)
                self.assertEqual(re.findall(r"\S*/(?:boost|unicode|xapian|hwy|archive)\S*", needed), [], name)

    @whole
    def test_the_program_is_installed_and_runs(self):
        program = os.path.join(self.prefix, "bin", "patlas")
        self.assertIn("0.1.0", run(program, "--version"))

    @whole
    def test_the_library_knows_no_folder_of_the_build(self):
        with open(os.path.join(self.library, "libpatlas.so"), "rb") as library:
            self.assertNotIn(os.fsencode(BUILD), library.read())
        self.assertEqual(re.findall("RUNPATH|RPATH", run("readelf", "-d", os.path.join(self.library, "libpatlas.so"))), [])

    @whole
    def test_a_project_that_adds_the_tree_gets_a_library_and_nothing_else(self):
        lists = (
            "cmake_minimum_required(VERSION 3.25)\nproject(outer LANGUAGES CXX)\n"
            f'add_subdirectory("{SOURCE}" patlas)\n'
            "add_executable(embed embed.cc)\ntarget_link_libraries(embed PRIVATE patlas::patlas)\n"
            "foreach(none tree_test bench_tasks)\n  if(TARGET ${none})\n    message(FATAL_ERROR ${none})\n  endif()\nendforeach()\n"
        )
        build = self.configure("outer", lists)
        with open(os.path.join(build, "patlas", "cmake_install.cmake"), encoding="utf-8") as rules:
            self.assertNotIn("libpatlas", rules.read())

    @whole
    def test_python_runs_the_samples(self):
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
        environment["PYTHONPATH"] = os.path.join(SOURCE, "bindings", "python")
        environment["PATLAS_LIBRARY"] = os.path.join(self.library, "libpatlas.so.0")
        example = os.path.join(SOURCE, "bindings", "python", "examples", "embed.py")
        self.expect_samples("index_python", sys.executable, example, env=environment)

    @whole
    def test_pip_installs_the_python_package_from_the_tree(self):
        # A copy: building leaves files beside what it builds.
        package = shutil.copytree(os.path.join(SOURCE, "bindings", "python"), self.at("package"))
        target = self.at("site")
        run(
            sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation",
            "--disable-pip-version-check", "--target", target, package,
        )
        environment = dict(os.environ, PYTHONPATH=target, LD_LIBRARY_PATH=self.library)
        environment.pop("PATLAS_LIBRARY", None)  # found where the system looks
        where = run(
            sys.executable, "-c", "import patlas; print(patlas.__file__, patlas.version())", env=environment, cwd=self.folder
        )
        self.assertEqual(where, os.path.join(target, "patlas", "__init__.py") + " 0.1.0\n")
        # Found beside itself, too.
        shutil.copy(os.path.join(self.library, "libpatlas.so.0"), os.path.join(target, "patlas"))
        environment.pop("LD_LIBRARY_PATH")
        example = os.path.join(package, "examples", "embed.py")
        self.expect_samples("index_site", sys.executable, example, env=environment)


if __name__ == "__main__":
    unittest.main(verbosity=2)
