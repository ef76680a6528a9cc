"""How many small searches a second Python gets: a query, exact counts, and its first hits as a dict.

    python3 bench/python_searches.py FILE_OF_RECORDS [SEARCHES]

with PYTHONPATH and PATLAS_LIBRARY as bindings/python/README.md says. The queries are words of the index itself that few
documents have; each answer is checked against the first before anything is timed. Prints a line a kind of search.
"""

import sys
import tempfile
import time

import patlas


def numbers_of(index, wanted):
    hits = index.search("*:*", limit=wanted, sort="pd")["hits"]
    return [hit["publication"] for hit in hits]


def kinds(index):
    """What is searched for, by name: the queries and how each is asked."""
    publications = numbers_of(index, 50)
    by_number = [f"pn:{p['country']}{p['number']}{p['kind']}" for p in publications]
    titles = [hit["title"] for hit in index.search("*:*", limit=200)["hits"]]
    words = {word.lower() for title in titles for word in title.split() if word.isascii() and word.isalpha()}
    counted = [(index.search(f"ti:{w}", limit=0)["counts"]["documents"], w) for w in sorted(words) if len(w) > 4]
    rare = [f"ti:{word}" for documents, word in sorted(counted)[:50]]
    return {
        "a publication number": (by_number, {}),
        "a rare word of titles, 10 hits at most": (rare, {}),
        "a rare word of titles, its count": (rare, {"limit": 0}),
        "a rare word of titles, offices": (rare, {"limit": 0, "facets": ["office"]}),
        "what is in no record": (["ti:nowheretobefound"], {}),
    }


def main():
    searches = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory(prefix="patlas-bench-") as folder:
        with patlas.writer(folder + "/idx") as writer:
            writer.add_file(sys.argv[1])
        with patlas.open(folder + "/idx") as index:
            print(f"{index.info()['documents']} documents, {searches} searches of each kind")
            for name, (queries, how) in kinds(index).items():
                expected = [index.search(query, **how) for query in queries]
                if expected != [index.search(query, **how) for query in queries]:
                    sys.exit(f"{name}: another answer the second time")
                start = time.perf_counter()
                for i in range(searches):
                    index.search(queries[i % len(queries)], **how)
                seconds = time.perf_counter() - start
                found = sum(len(reply["hits"]) for reply in expected) / len(expected)
                print(f"{searches / seconds:8.0f}/s  {name} ({found:.1f} hits)")


if __name__ == "__main__":
    main()
