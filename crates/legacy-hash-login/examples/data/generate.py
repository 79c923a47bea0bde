#!/usr/bin/env python3
"""Writes logto.json and old_system.json beside it: an export of Logto's, whose hashes were made by
independent programs, and the users of an old login server, who are in the export without one.

Needs node, php-cli, and:

    pip install bcrypt argon2-cffi

The programs draw salts of their own, so the hashes differ from run to run.
"""

import hashlib
import json
import os
import subprocess

import argon2.low_level as a2
import bcrypt

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()


def argon2(kind, memory, iterations):
    return lambda p: a2.hash_secret(p.encode(), os.urandom(16), iterations, memory, 1, 32, kind).decode()


# Name, method, password, and the digest by an independent program. Nobody here is real.
USERS = [
    ("ada", "MD5", "analytical engine", lambda p: hashlib.md5(p.encode()).hexdigest()),
    ("alan", "SHA1", "halting problem", lambda p: run(
        "node", "-e", "console.log(require('crypto').createHash('sha1').update(process.argv[1]).digest('hex'))", p)),
    ("barbara", "SHA256", "substitution", lambda p: hashlib.sha256(p.encode()).hexdigest()),
    ("edsger", "Bcrypt", "goto considered harmful", lambda p: run(
        "php", "-r", "echo password_hash($argv[1], PASSWORD_BCRYPT, ['cost' => 10]);", p)),
    ("frances", "Bcrypt", "optimización", lambda p: bcrypt.hashpw(p.encode(), bcrypt.gensalt(10)).decode()),
    ("katherine", "Argon2i", "trajectory", argon2(a2.Type.I, 4096, 3)),
    ("ken", "Argon2d", "reflections on trust", argon2(a2.Type.D, 4096, 3)),
    ("margaret", "Argon2id", "guidance computer", argon2(a2.Type.ID, 19456, 2)),
]
# Known to the old login server alone.
ELSEWHERE = [("grace", "moth in relay 70"), ("john", "lambda the ultimate"), ("radia", "spanning tree")]

export, passwords = [], {}
for number, (name, method, password, digest) in enumerate(USERS):
    record = {
        "id": f"u{number:011d}",
        "username": name,
        "primaryEmail": f"{name}@example.org",
        "passwordEncrypted": digest(password),
        "passwordEncryptionMethod": method,
        "name": name.capitalize(),
        "lastSignInAt": 1793000000000 - number * 86400000,
        "customData": {"plan": "free"},
    }
    export.append(record)
    passwords[name] = password
for number, (name, password) in enumerate(ELSEWHERE, len(USERS)):
    export.append({
        "id": f"u{number:011d}",
        "username": name,
        "primaryEmail": f"{name}@example.org",
        "lastSignInAt": 1793000000000 - number * 86400000,
    })


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2, ensure_ascii=False)
        file.write("\n")


write("logto.json", export)
write("old_system.json", [
    {"email": f"{name}@example.org", "password": password} for name, password in ELSEWHERE
])
write("passwords.json", {**passwords, **dict(ELSEWHERE)})
