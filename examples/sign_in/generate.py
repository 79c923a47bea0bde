#!/usr/bin/env python3
"""Writes export.json and attempts.json beside it: a Logto export whose hashes were made by
independent programs, and the passwords that its users type.

Needs perl (libxcrypt behind its crypt), php-cli, node, and:

    pip install bcrypt argon2-cffi
    npm install hash-wasm

    NODE_PATH=/path/to/node_modules python3 generate.py

The programs draw salts of their own, so the hashes differ from run to run.
"""
import hashlib, json, os, subprocess

import argon2.low_level as a2
import bcrypt

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()


def node(script, password):
    return run("node", "-e", script, password)


def wasm(function, password, options):
    """Logto's own library, called as Logto calls it."""
    return node(f"require('hash-wasm').{function}({{ password: process.argv[1], "
                f"salt: require('crypto').randomBytes(16), outputType: 'encoded', {options} }})"
                ".then(console.log)", password)


def php(expression, password):
    return run("php", "-r", f"$p = $argv[1]; echo {expression};", password)


LOGTO_ARGON2 = "parallelism: 1, iterations: 8, memorySize: 8192, hashLength: 32"
LONG = "an unusually long passphrase that goes on well behind the 72 bytes which bcrypt reads of it"

# Name, method, password, and the digest by an independent program.
USERS = [
    ("ada", "MD5", "analytical engine", lambda p: node(
        "console.log(require('crypto').createHash('md5').update(process.argv[1]).digest('hex'))", p)),
    ("alan", "SHA1", "halting problem", lambda p: php("sha1($p)", p)),
    ("barbara", "SHA256", "substitution", lambda p: hashlib.sha256(p.encode()).hexdigest()),
    ("edsger", "Bcrypt", "goto considered harmful", lambda p: php(
        "password_hash($p, PASSWORD_BCRYPT, ['cost' => 10])", p)),
    ("frances", "Bcrypt", "optimización", lambda p: bcrypt.hashpw(p.encode(), bcrypt.gensalt(11)).decode()),
    ("grace", "Bcrypt", "moth in relay 70", lambda p: wasm("bcrypt", p, "costFactor: 10")),
    ("john", "Bcrypt", "lambda the ultimate", lambda p: run(
        "perl", "-e", "print crypt($ARGV[0], '$2y$10$' . join '', map { ('a'..'z')[rand 26] } 1..21, 'O')",
        p)),
    ("katherine", "Argon2i", "trajectory", lambda p: wasm("argon2i", p, LOGTO_ARGON2)),
    ("ken", "Argon2d", "reflections on trust", lambda p: a2.hash_secret(
        p.encode(), os.urandom(16), 3, 4096, 1, 32, a2.Type.D, version=0x10).decode()),
    ("margaret", "Argon2id", "guidance computer", lambda p: php("password_hash($p, PASSWORD_ARGON2ID)", p)),
    ("niklaus", "Argon2id", "begin end", lambda p: a2.hash_secret(
        p.encode(), os.urandom(16), 2, 8192, 1, 32, a2.Type.ID).decode()),
    ("radia", "Bcrypt", LONG, lambda p: bcrypt.hashpw(p.encode()[:72], bcrypt.gensalt(10)).decode()),
]

users, attempts = [], []
for number, (name, method, password, make) in enumerate(USERS):
    digest = make(password)
    record = {"username": name, "primaryEmail": f"{name}@example.org"}
    if number % 4 == 3:  # the newer field names
        record |= {"passwordDigest": digest, "passwordAlgorithm": method}
    else:
        record |= {"passwordEncrypted": digest, "passwordEncryptionMethod": method}
    users.append(record)
    attempts.append({"username": name, "password": password})

bcrypt_text = users[3]["passwordDigest"]
bad = [
    {"username": "cut", "passwordEncrypted": bcrypt_text[:40], "passwordEncryptionMethod": "Bcrypt"},
    {"username": "unknown", "passwordEncrypted": "0" * 128, "passwordEncryptionMethod": "SHA512"},
    {"username": "both", "password": "plain", "passwordDigest": bcrypt_text, "passwordAlgorithm": "Bcrypt"},
    {"username": "undeclared", "passwordDigest": hashlib.md5(b"password").hexdigest()},
    "not a user",
    {"primaryPhone": 4155550100},
    {"username": "ada", "passwordEncrypted": "0" * 32, "passwordEncryptionMethod": "MD5"},
]
users[2:2], users[7:7], users[11:11] = bad[:2], bad[2:4], bad[4:]
users.append({"username": "social", "primaryEmail": "social@example.org", "identities": {"github": {}}})
users.append({"username": "locked", "passwordEncrypted": "*", "passwordEncryptionMethod": "Bcrypt"})

attempts.append({"username": "ada", "password": "difference engine"})
attempts.append({"username": "social", "password": "anything"})
attempts.append({"username": "locked", "password": "*"})
attempts.append({"username": "nobody", "password": "anything"})


def write(name, rows):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(rows, file, indent=2, ensure_ascii=False)
        file.write("\n")


write("export.json", users)
write("attempts.json", attempts)
