#!/usr/bin/env python3
"""Writes the vector files beside it, with programs that share no code with legacy-hash.

Needs perl (libxcrypt behind its crypt), php-cli, node, and:

    pip install 'bcrypt==4.3.0' argon2-cffi passlib
    npm install hash-wasm argon2 bcryptjs

    NODE_PATH=/path/to/node_modules python3 generate.py [NAME ...]

Each vector: who made it, the password in hexadecimal, the stored text, and where they went in the
salts around the password and Argon2's secret, in hexadecimal. The passwords are the same at every
run; most programs draw salts of their own, so the texts differ from run to run.
"""
import base64, hashlib, hmac, json, os, random, subprocess, sys, warnings
from importlib.metadata import version

import argon2.low_level as a2
import bcrypt

warnings.simplefilter("ignore")
from passlib.hash import bcrypt as passlib_bcrypt

HERE = os.path.dirname(os.path.abspath(__file__))
rng = random.Random(20260101)


def some_bytes(low, high, nul=True):
    return bytes(rng.randrange(0 if nul else 1, 256) for _ in range(rng.randint(low, high)))


def run(argv, stdin):
    done = subprocess.run(argv, input=stdin.encode(), capture_output=True, check=True)
    return json.loads(done.stdout)


def perl(jobs):
    return run(["perl", "-MJSON::PP", "-MDigest::MD5", "-MDigest::SHA", "-e", r"""
        my @out;
        for my $job (@{decode_json(join '', <STDIN>)}) {
            my ($op, $password, $setting) = @$job;
            $password = pack 'H*', $password;
            push @out, $op eq 'crypt' ? crypt($password, $setting)
                : $op eq 'md5' ? Digest::MD5::md5_hex($password)
                : $op eq 'sha1' ? Digest::SHA::sha1_base64($password)
                : Digest::SHA::sha256_hex($password);
        }
        print encode_json(\@out);
    """], json.dumps(jobs))


def php(jobs):
    return run(["php", "-r", r"""
        $out = [];
        foreach (json_decode(stream_get_contents(STDIN)) as [$op, $password, $options]) {
            $password = hex2bin($password);
            $options = (array) $options;
            $out[] = match ($op) {
                'bcrypt' => password_hash($password, PASSWORD_BCRYPT, $options),
                'argon2i' => password_hash($password, PASSWORD_ARGON2I, $options),
                'argon2id' => password_hash($password, PASSWORD_ARGON2ID, $options),
                default => strtoupper(hash($op, $password)),
            };
        }
        echo json_encode($out);
    """], json.dumps(jobs))


def node(jobs):
    return run(["node", "-e", r"""
        const { createHash } = require('crypto');
        const wasm = require('hash-wasm'), native = require('argon2');
        const bcryptjs = require('bcryptjs');
        const hex = (text) => Buffer.from(text, 'hex');
        const kinds = { argon2d: 0, argon2i: 1, argon2id: 2 };
        (async () => {
            const out = [];
            for (const [op, password, o] of JSON.parse(require('fs').readFileSync(0))) {
                const p = hex(password);
                if (op.startsWith('wasm-argon2'))
                    out.push(await wasm[op.slice(5)]({ password: p, salt: hex(o.salt), parallelism: o.p,
                        iterations: o.t, memorySize: o.m, hashLength: o.len, outputType: 'encoded' }));
                else if (op === 'wasm-bcrypt')
                    out.push(await wasm.bcrypt({ password: p, salt: hex(o.salt), costFactor: o.cost,
                        outputType: 'encoded' }));
                else if (op === 'bcryptjs')
                    out.push(bcryptjs.hashSync(p.toString('utf8'), o.cost));
                else if (op.startsWith('native-'))
                    out.push(await native.hash(p, { type: kinds[op.slice(7)], salt: hex(o.salt),
                        parallelism: o.p, timeCost: o.t, memoryCost: o.m, hashLength: o.len,
                        version: o.v, associatedData: hex(o.data || ''), secret: hex(o.secret || '') }));
                else
                    out.push(createHash(op).update(p).digest(o.encoding));
            }
            process.stdout.write(JSON.stringify(out));
        })();
    """], json.dumps(jobs))


def tool(*argv):
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()


def npm_version(name):
    with open(os.path.join(os.environ["NODE_PATH"], name, "package.json")) as file:
        return json.load(file)["version"]


PERL = "perl " + tool("perl", "-e", "print $^V")
PHP = "PHP " + tool("php", "-r", "echo PHP_VERSION;")
NODE = "Node " + tool("node", "--version")
PYTHON = "Python " + sys.version.split()[0]
CFFI = "argon2-cffi " + version("argon2-cffi")
PYBCRYPT = "Python's bcrypt " + version("bcrypt")
PASSLIB = "passlib " + version("passlib")

PASSWORDS = [b"", b"a", b"password", "pässwörd €".encode(), "密码".encode(), b" leading and trailing "]
LONG = bytes(range(65, 65 + 26)) * 3


def vector(by, password, text, **more):
    return {"by": by, "password": password.hex(), "hash": text,
            **{key: value.hex() for key, value in more.items()}}


def write(name, vectors):
    with open(os.path.join(HERE, name + ".json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(v) for v in vectors) + "\n]\n")
    print(name, len(vectors))


def digests(name):
    passwords = PASSWORDS + [b"nul\0inside", b"\0"] + [some_bytes(0, 300) for _ in range(30)]
    out = []
    perl_op = {"md5": "md5", "sha1": "sha1", "sha256": "sha256"}[name]
    for by, texts in (
        (PERL, perl([[perl_op, p.hex(), ""] for p in passwords])),
        (PHP, php([[name, p.hex(), {}] for p in passwords])),
        (NODE, node([[name, p.hex(), {"encoding": "hex"}] for p in passwords])),
        (NODE, node([[name, p.hex(), {"encoding": "base64"}] for p in passwords])),
        (NODE, node([[name, p.hex(), {"encoding": "base64url"}] for p in passwords])),
    ):
        out += [vector(by, p, text) for p, text in zip(passwords, texts)]
    for _ in range(30):
        prefix, password, suffix = some_bytes(0, 40), some_bytes(1, 60), some_bytes(0, 40)
        text = hashlib.new(name, prefix + password + suffix).hexdigest()
        out.append(vector(PYTHON, password, text, prefix=prefix, suffix=suffix))
    write(name, out)


B64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


# crypt_blowfish computes 2a differently for this one, and so do libxcrypt and hash-wasm: left out,
# as the documentation says.
TWEAKED_2A = b"\xff\xa334\xff\xff\xff\xa3345"


def bcrypt_salt():
    return "".join(rng.choice(B64) for _ in range(21)) + rng.choice(".Oeu")


def bcrypts():
    out = []
    lengths = [LONG[:n] for n in (70, 71, 72, 73, 78)]
    strange = ["é".encode(), b"\xff\xff\xa3345", b"\xff\xa3345", b"\xa3", TWEAKED_2A]
    eight_bit = [some_bytes(0, 300, nul=False) for _ in range(40)]
    passwords = PASSWORDS + lengths + strange + eight_bit
    jobs = []
    for version_mark in ("2a", "2b", "2x", "2y"):
        for password in passwords:
            if version_mark == "2a" and password == TWEAKED_2A:
                continue
            jobs.append((password, f"${version_mark}${rng.choice([4, 5]):02}${bcrypt_salt()}"))
    texts = perl([["crypt", p.hex(), setting] for p, setting in jobs])
    out += [vector(PERL + ", libxcrypt", p, text) for (p, _), text in zip(jobs, texts)]
    texts = php([["bcrypt", p.hex(), {"cost": 4}] for p in passwords])
    out += [vector(PHP, p, text) for p, text in zip(passwords, texts)]
    for password in passwords + [b"nul\0inside", b"\0", b"\0\0"]:
        text = bcrypt.hashpw(password, bcrypt.gensalt(4)).decode()
        out.append(vector(PYBCRYPT, password, text))
    nonempty = [p for p in passwords if p and len(p) <= 72 and p != TWEAKED_2A]
    texts = node([["wasm-bcrypt", p.hex(), {"salt": some_bytes(16, 16).hex(), "cost": 4}] for p in nonempty])
    out += [vector("hash-wasm " + npm_version("hash-wasm"), p, t) for p, t in zip(nonempty, texts)]
    texts = node([["bcryptjs", p.hex(), {"cost": 4}] for p in PASSWORDS + lengths])
    out += [vector("bcryptjs " + npm_version("bcryptjs"), p, t) for p, t in zip(PASSWORDS + lengths, texts)]
    # Set padding bits, as passlib reads them.
    for password in PASSWORDS[1:4]:
        text = bcrypt.hashpw(password, bcrypt.gensalt(4)).decode()
        for place, bits in ((28, 15), (59, 3)):
            for bit in range(1, bits + 1):
                changed = text[:place] + B64[B64.index(text[place]) | bit] + text[place + 1:]
                if changed != text and passlib_bcrypt.verify(password, changed):
                    out.append(vector(PASSLIB + ", verified there", password, changed))
    write("bcrypt", out)


def argon2s():
    out = []
    passwords = PASSWORDS + [b"nul\0inside"] + [some_bytes(0, 300) for _ in range(40)]
    kinds = {"argon2d": a2.Type.D, "argon2i": a2.Type.I, "argon2id": a2.Type.ID}
    for name, kind in kinds.items():
        for number in (0x10, 0x13):
            for password in passwords:
                lanes = rng.choice([1, 1, 2, 3, 4])
                text = a2.hash_secret(password, some_bytes(8, 70), time_cost=rng.randint(1, 4),
                                      memory_cost=rng.randint(8 * lanes, 96), parallelism=lanes,
                                      hash_len=rng.randint(10, 128), type=kind, version=number)
                out.append(vector(CFFI, password, text.decode()))
    for name in ("argon2i", "argon2id"):
        texts = php([[name, p.hex(), {"memory_cost": 64, "time_cost": 2, "threads": 1}] for p in passwords])
        out += [vector(PHP, p, text) for p, text in zip(passwords, texts)]
    for name in kinds:
        nonempty = [p for p in passwords if p]
        cost = {"p": 1, "t": 2, "m": 32, "len": 32, "v": 19}
        jobs = [["wasm-" + name, p.hex(), {**cost, "salt": some_bytes(8, 32).hex()}] for p in nonempty]
        out += [vector("hash-wasm " + npm_version("hash-wasm"), p, t) for p, t in zip(nonempty, node(jobs))]
        jobs = [["native-" + name, p.hex(), {**cost, "salt": some_bytes(8, 32).hex(),
                 "data": some_bytes(1, 32).hex()}] for p in passwords]
        out += [vector("npm argon2 " + npm_version("argon2"), p, t) for p, t in zip(passwords, node(jobs))]
        secrets = [some_bytes(1, 64) for _ in passwords]
        jobs = [["native-" + name, p.hex(), {**cost, "salt": some_bytes(16, 16).hex(),
                 "secret": s.hex()}] for p, s in zip(passwords, secrets)]
        # That package writes no keyid: the test puts one in.
        out += [vector("npm argon2 " + npm_version("argon2"), p, t, secret=s)
                for p, t, s in zip(passwords, node(jobs), secrets)]
    write("argon2", out)


def schemes():
    """Peppered hashes: which secret went in where, beside what came out."""
    out = []
    for _ in range(12):
        for kind in ("prefix", "suffix", "hmac-raw", "hmac-hex", "hmac-base64"):
            password, secret = some_bytes(1, 60), some_bytes(1, 100)
            code = hmac.new(secret, password, "sha256")
            given = {"prefix": secret + password, "suffix": password + secret, "hmac-raw": code.digest(),
                     "hmac-hex": code.hexdigest().encode(),
                     "hmac-base64": base64.b64encode(code.digest())}[kind]
            more = {"secret": secret}
            texts = [(PYTHON, "sha256", hashlib.sha256(given).hexdigest()),
                     (PYBCRYPT, "bcrypt", bcrypt.hashpw(given, bcrypt.gensalt(4)).decode()),
                     (CFFI, "argon2", a2.hash_secret(given, some_bytes(16, 16), 1, 16, 1, 32, a2.Type.ID).decode())]
            out += [vector(by, password, text, **more) | {"pepper": kind, "algorithm": algorithm}
                    for by, algorithm, text in texts]
    write("schemes", out)


if __name__ == "__main__":
    everything = {"md5": lambda: digests("md5"), "sha1": lambda: digests("sha1"),
                  "sha256": lambda: digests("sha256"), "bcrypt": bcrypts, "argon2": argon2s,
                  "schemes": schemes}
    for name in sys.argv[1:] or everything:
        everything[name]()
