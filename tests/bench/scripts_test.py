"""bench/run and bench/compare over builds that are made of small scripts: what fails ends them, with no figure of it."""

import os
import subprocess
import tempfile
import unittest

BENCH = os.path.join(os.environ["PATLAS_SOURCE_DIR"], "bench")

LOADS = """#!/bin/sh
case "$1" in
  index) mkdir -p "$2"; echo '{"seen":3,"accepted":3}'; exit %d ;;
  info) printf 'section,group,field,bytes\nmeta,other,,3\n' ;;
  search) echo '{"counts":{"documents":%d},"snapshot":"%s"}' ;;
esac
"""
TASKS = """#!/bin/sh
printf 'class\\tns_per_unit\\tp50_us\\nA\\t2\\t4\\n'
"""
QUERIES = """#!/bin/sh
printf 'A\\tmatch\\t3\\t\\tti:battery\\n'
"""


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="patlas-bench-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def build(self, name, status=0, documents=3):
        """A build folder whose loads end with `status`, and whose searches find so many documents."""
        at = os.path.join(self.folder, name)
        os.makedirs(os.path.join(at, "bench"))
        programs = {
            "patlas": LOADS % (status, documents, name),
            "generator": "#!/bin/sh\nprintf '%s\\n' 'text bytes a record 3' 2 3\n",
            "bench_tasks": TASKS,
            "bench_queries": QUERIES,
        }
        for program in ("bench_check", "bench_open", "bench_update"):
            programs[program] = "#!/bin/sh\n"
        for program, text in programs.items():
            with open(os.path.join(at, program), "w", encoding="ascii") as file:
                file.write(text)
            os.chmod(os.path.join(at, program), 0o755)
        return at

    def run_script(self, script, *arguments, **environment):
        environment = dict(os.environ, **environment)
        return subprocess.run(
            (os.path.join(BENCH, script), *arguments), capture_output=True, text=True, env=environment
        )

    def run_bench(self, build, *arguments):
        return self.run_script("run", *arguments, BENCH_BUILD=build, BENCH_DIR=os.path.join(self.folder, "files"))

    def test_a_load_that_fails_or_rejects_ends_the_bench_without_a_figure(self):
        for status in (2, 3):
            ran = self.run_bench(self.build(f"status{status}", status), "3")
            self.assertNotEqual(ran.returncode, 0)
            self.assertNotIn("records/s", ran.stdout)

    def test_a_load_of_fewer_records_than_the_file_has_is_no_figure(self):
        ran = self.run_bench(self.build("fewer"), "4")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("of 4 records", ran.stderr)
        self.assertNotIn("records/s", ran.stdout)

    def test_the_bench_ends_without_a_figure_when_engines_or_oracle_differ(self):
        build = self.build("alike")
        ran = self.run_bench(build, "3")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertIn("records/s", ran.stdout)
        with open(os.path.join(build, "bench_check"), "w", encoding="ascii") as file:
            file.write("#!/bin/sh\necho 'bench: the oracle finds 4' >&2\nexit 2\n")
        ran = self.run_bench(build, "3")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("the oracle finds 4", ran.stderr)
        self.assertNotIn("records/s", ran.stdout)

    def test_help_says_what_is_compared_and_what_can_be_set(self):
        ran = self.run_bench(self.build("help"), "--help")
        self.assertEqual(ran.returncode, 0)
        for word in ("oracle", "Xapian", "BENCH_DIR", "BENCH_QUERIES", "BENCH_COLD"):
            self.assertIn(word, ran.stdout)

    def test_a_number_of_records_that_is_none_is_refused(self):
        build = self.build("numbers")
        for odd in ("0", "-5", "many", "1e6", ""):
            ran = self.run_bench(build, odd)
            self.assertEqual(ran.returncode, 2, odd)
            self.assertIn("usage", ran.stderr, odd)

    def test_two_builds_that_answer_alike_are_compared(self):
        ran = self.run_script("compare", self.build("a"), self.build("b"), "--rounds", "1", "--no-micro")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertRegex(ran.stdout, r"A, p50 us +4.000 +4.000 +1.000")

    def test_two_builds_that_answer_differently_are_not(self):
        ran = self.run_script("compare", self.build("a"), self.build("b", documents=4), "--rounds", "1", "--no-micro")
        self.assertEqual((ran.returncode, ran.stdout), (2, ""))
        self.assertIn("ti:battery", ran.stderr)

    def test_what_cannot_be_compared_is_status_2(self):
        a = self.build("a")
        for arguments in ((a, self.folder), (a, self.build("b", status=2)), (a, a, "--rounds", "0")):
            self.assertEqual(self.run_script("compare", *arguments).returncode, 2, arguments)


if __name__ == "__main__":
    unittest.main()
