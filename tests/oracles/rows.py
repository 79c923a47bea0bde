#!/usr/bin/env python3
"""Prints fresh random vectors of the format table's rows, one JSON object a line with the row's name.

    python3 rows.py [COUNT [SEED [ROW ...]]] > vectors.jsonl

The programs, their installation and their environment variables are those of tests/vectors/rows/generate.py. A row
whose programs are not at hand has no lines; it is named on standard error, with the seed.
"""
import json, os, random, sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors", "rows"))

import generate

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 20
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
print(f"rows: {COUNT} passwords a row, seed {SEED}", file=sys.stderr)

for name in sys.argv[3:] or generate.ROWS:
    rng = random.Random(f"{SEED} {name}")
    vectors = generate.make(name, rng, generate.random_passwords(rng, COUNT))
    if not vectors:
        print(f"{name}: no program is at hand", file=sys.stderr)
    for vector in vectors:
        print(json.dumps({"row": name} | vector))
