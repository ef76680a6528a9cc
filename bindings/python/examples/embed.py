"""Patlas in Python: index a file, search, facets, page, handle an error; then eight threads on one snapshot while a
writer commits. The same samples are in C++ and C in examples/; all three print the same.

    python3 embed.py NEW_INDEX_DIRECTORY FILE_OF_RECORDS
"""

import json
import sys
import threading

import patlas


# sample: index a file
def index_file(directory, file):
    with patlas.writer(directory) as writer:
        writer.add_file(file)
        summary = writer.commit()  # from here on, whoever opens the index sees the records
    print(f"{summary['accepted']} of {summary['seen']} records accepted")
# end of sample


# sample: search
def search(index):
    reply = index.search("ti:coating and cc:(US or EP)")
    print(f"{reply['counts']['documents']} documents, {reply['counts']['families']} families")
    for hit in reply["hits"]:
        number = hit["publication"]
        print(f"{number['country']} {number['number']} {number['kind']}  {hit['date']}  {hit['title']}")
# end of sample


# sample: facets
def facets(index):
    reply = index.search("cpc:H01M", limit=0, facets=["office"])  # counts alone
    for office in reply["facets"]["office"]:
        print(f"{office['value']}  {office['label']}  {office['documents']}")
# end of sample


# sample: page
def page(index):
    offset = 0
    while hits := index.search("*:*", limit=3, offset=offset)["hits"]:  # one snapshot: no hit is seen twice or missed
        numbers = [hit["publication"]["country"] + hit["publication"]["number"] for hit in hits]
        print(f"from hit {offset + 1}:", *numbers)
        offset += 3
# end of sample


# sample: handle an error
def handle_an_error(index):
    try:
        index.search("coating and tii:battery")
    except patlas.Error as error:  # error.message is the sentence for people
        place = error.place
        print(f"{error.code} at {place['file']} {place['offset']}-{place['offset'] + place['length']}")
# end of sample


def threads_on_one_snapshot(directory):
    """Eight threads ask one snapshot while a writer commits five times: none sees any of it."""
    with patlas.open(directory) as index:
        before = index.search("*:*")
        same = []

        def read_many():
            for _ in range(40):
                same.append(index.search("*:*") == before)

        readers = [threading.Thread(target=read_many) for _ in range(8)]
        for reader in readers:
            reader.start()
        with patlas.writer(directory) as writer:
            for i in range(5):
                record = {"source": "example", "publication": {"country": "XX", "number": str(i), "kind": "A"}}
                writer.add_bytes("memory", json.dumps(record).encode())
                writer.commit()
        for reader in readers:
            reader.join()
    with patlas.open(directory) as newest:
        after = newest.search("*:*")
    new = after["counts"]["documents"] - before["counts"]["documents"]
    print(f"{sum(same)} searches saw one snapshot; {new} records are new")


def run(directory, file):
    index_file(directory, file)
    with patlas.open(directory) as index:
        search(index)
        facets(index)
        page(index)
        handle_an_error(index)
    threads_on_one_snapshot(directory)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: embed.py NEW_INDEX_DIRECTORY FILE_OF_RECORDS")
    run(sys.argv[1], sys.argv[2])
