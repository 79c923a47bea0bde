#!/usr/bin/env python3
"""Writes a corpus for the fuzz targets from the vectors: python3 corpus.py FOLDER"""
import hashlib, json, os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
for target in ("authenticate", "parse", "roundtrip", "verify"):
    folder = os.path.join(sys.argv[1], target)
    os.makedirs(folder, exist_ok=True)
    for algorithm in ("md5", "sha1", "sha256", "bcrypt", "argon2"):
        with open(os.path.join(HERE, algorithm + ".json")) as file:
            vectors = json.load(file)
        for vector in vectors[::9]:
            data = vector["hash"].encode()
            if target in ("authenticate", "verify"):
                data += b"\n" + bytes.fromhex(vector["password"])
            with open(os.path.join(folder, hashlib.sha1(data).hexdigest()), "wb") as file:
                file.write(data)
