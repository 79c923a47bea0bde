#!/usr/bin/env python3
"""Writes a corpus for the fuzz targets from the vectors of every row: python3 corpus.py FOLDER

An input is the row's name and the columns beside the hash, parted by tabs; the stored text; and the password.
"""
import hashlib, json, os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
TARGETS = ("authenticate", "parse", "roundtrip", "verify")


def inputs(path, step):
    """Every so many vectors of a file, which has the name of its row."""
    row = os.path.splitext(os.path.basename(path))[0]
    with open(path) as file:
        vectors = json.load(file)
    for vector in vectors[::step]:
        constants = vector.get("constants", {})
        columns = [vector.get(key, "") for key in ("salt", "salt2", "user")]
        columns += [constants.get(str(number), "") for number in range(1, 9)]
        columns = [row.encode()] + [bytes.fromhex(column) for column in columns]
        password = bytes.fromhex(vector["password"])
        yield b"\n".join((b"\t".join(columns), vector["hash"].encode(), password))


rows = os.path.join(HERE, "rows")
files = [(os.path.join(rows, name), 3) for name in sorted(os.listdir(rows)) if name.endswith(".json")]
files += [(os.path.join(HERE, name + ".json"), 9) for name in ("md5", "sha1", "sha256", "bcrypt", "argon2")]
corpus = [data for path, step in files for data in inputs(path, step)]
for target in TARGETS:
    folder = os.path.join(sys.argv[1], target)
    os.makedirs(folder, exist_ok=True)
    for data in corpus:
        with open(os.path.join(folder, hashlib.sha1(data).hexdigest()), "wb") as file:
            file.write(data)
print(f"{len(corpus)} inputs of {len(files)} files for each of {len(TARGETS)} targets")
