#!/usr/bin/env python3
"""Compares legacy-hash with the programs whose hashes it takes over, on random passwords.

    NODE_PATH=/path/to/node_modules python3 differential.py VERIFY_LINES [COUNT [SEED]]

VERIFY_LINES is the built example `verify_lines`. Needs perl (libxcrypt behind its crypt), php-cli,
node, `pip install bcrypt==4.3.0 argon2-cffi` and `npm install hash-wasm argon2`.

1. What a program stored, its password opens.
2. What was changed afterwards, it opens if and only if the program itself still accepts it (or the
   change is one of DESIGN.md's listed equivalences).
3. What legacy-hash stores instead, PHP, argon2-cffi and two Node packages open.
"""
import json, os, random, re, subprocess, sys

import argon2
import argon2.low_level as a2
import bcrypt

BINARY = sys.argv[1]
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 100
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
rng = random.Random(SEED)
print(f"differential: {COUNT} passwords a kind, seed {SEED}")

B64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def some(low, high, nul=True):
    return bytes(rng.randrange(0 if nul else 1, 256) for _ in range(rng.randint(low, high)))


def script(argv, jobs):
    done = subprocess.run(argv, input=json.dumps(jobs).encode(), capture_output=True)
    if done.returncode:
        sys.exit(done.stderr.decode())
    return json.loads(done.stdout)


def perl(jobs):
    return script(["perl", "-MJSON::PP", "-e", r"""
        my @out = map { crypt(pack('H*', $_->[0]), $_->[1]) } @{decode_json(join '', <STDIN>)};
        print encode_json(\@out);
    """], jobs)


def php(jobs):
    """[["hash", password, algorithm, options] or ["verify", password, text]]"""
    return script(["php", "-r", r"""
        foreach (json_decode(stream_get_contents(STDIN), true) as $job) {
            $p = hex2bin($job[1]);
            $out[] = match ($job[0]) {
                'hash' => password_hash($p, $job[2], (array) $job[3]),
                'digest' => hash($job[2], $p),
                'verify' => password_verify($p, $job[2]),
            };
        }
        echo json_encode($out);
    """], jobs)


def node(jobs):
    return script(["node", "-e", r"""
        const wasm = require('hash-wasm'), native = require('argon2'), { createHash } = require('crypto');
        const hex = (text) => Buffer.from(text, 'hex');
        (async () => {
            const out = [];
            for (const [op, password, o] of JSON.parse(require('fs').readFileSync(0))) {
                const p = hex(password);
                if (op === 'wasm-verify') out.push(await wasm.argon2Verify({ password: p, hash: o }));
                else if (op === 'native-verify') out.push(await native.verify(o, p));
                else if (op === 'bcrypt') out.push(await wasm.bcrypt({ password: p, salt: hex(o.salt),
                    costFactor: 4, outputType: 'encoded' }));
                else if (op.startsWith('argon2')) out.push(await wasm[op]({ password: p, salt: hex(o.salt),
                    parallelism: o.p, iterations: o.t, memorySize: o.m, hashLength: o.len, outputType: 'encoded' }));
                else out.push(createHash(op).update(p).digest(o));
            }
            process.stdout.write(JSON.stringify(out));
        })();
    """], jobs)


def ours(lines):
    text = "".join(f"{algorithm}\t{stored}\t{password.hex()}\n" for algorithm, stored, password in lines)
    done = subprocess.run([BINARY, "64", "2", "1"], input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    answers = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    return [(answer[0].startswith("right"), answer[1] if len(answer) > 1 else None) for answer in answers]


# Each kind: (algorithm to declare, program that made it, password, stored text).
made = []


def keep(algorithm, oracle, passwords, texts):
    made.extend(zip([algorithm] * len(texts), [oracle] * len(texts), passwords, texts))


def passwords(low=0, high=300, nul=True):
    return [some(low, high, nul) for _ in range(COUNT)]


def setting(mark):
    salt = "".join(rng.choice(B64) for _ in range(21)) + rng.choice(".Oeu")
    return f"${mark}$04${salt}"


for mark in ("2a", "2b", "2x", "2y"):
    batch = passwords(nul=False)
    keep("-", "perl", batch, perl([[p.hex(), setting(mark)] for p in batch]))
batch = passwords(nul=False)
keep("-", "php", batch, php([["hash", p.hex(), "2y", {"cost": 4}] for p in batch]))
batch = passwords()
keep("-", "pybcrypt", batch, [bcrypt.hashpw(p, bcrypt.gensalt(4)).decode() for p in batch])
batch = passwords(1, 72)
keep("-", "wasm", batch, node([["bcrypt", p.hex(), {"salt": some(16, 16).hex()}] for p in batch]))
for kind in ("argon2i", "argon2id"):
    batch = passwords()
    cost = {"memory_cost": 64, "time_cost": 2, "threads": 1}
    keep("-", "php", batch, php([["hash", p.hex(), kind, cost] for p in batch]))
for kind, number in [(k, v) for k in (a2.Type.D, a2.Type.I, a2.Type.ID) for v in (0x10, 0x13)]:
    batch = passwords()
    texts = []
    for p in batch:
        lanes = rng.randint(1, 4)
        texts.append(a2.hash_secret(p, some(8, 80), rng.randint(1, 3), rng.randint(8 * lanes, 80), lanes,
                                    rng.randint(10, 128), kind, number).decode())
    keep("-", "cffi", batch, texts)
for kind in ("argon2d", "argon2i", "argon2id"):
    batch = passwords(1)
    keep("-", "wasm", batch, node([[kind, p.hex(), {"salt": some(8, 64).hex(), "p": 1, "t": 1, "m": 16,
                                                   "len": rng.randint(10, 128)}] for p in batch]))
for name in ("md5", "sha1", "sha256"):
    batch = passwords()
    keep(name, "exact", batch, php([["digest", p.hex(), name] for p in batch]))
    for spelling in ("hex", "base64", "base64url"):
        batch = passwords()
        keep(name, "exact", batch, node([[name, p.hex(), spelling] for p in batch]))

faults = 0


def fault(*what):
    global faults
    faults += 1
    print("FAULT", *what)


# 1. The right password.
answers = ours([(algorithm, text, password) for algorithm, _, password, text in made])
for (algorithm, oracle, password, text), (is_right, _) in zip(made, answers):
    if not is_right:
        fault("refused", oracle, text, password.hex())
print(f"  {len(made)} right passwords")

def is_dear(text):
    """A bcrypt cost that a program without limits would compute for minutes."""
    return re.match(r"\$2[abxy]\$(?!0[0-6]\$)\d", text) is not None


# 2. A changed password, and a changed text.
changed = []
for algorithm, oracle, password, text in made:
    place = rng.randrange(len(password) + 1)
    other = password[:place] + some(1, 1, nul=False) + password[place + rng.randrange(2):]
    changed.append((algorithm, oracle, other, text, other == password))
    place = rng.randrange(len(text))
    char = rng.choice(B64 + "$,=+-_ 19")
    other = text[:place] + char + text[place + rng.randrange(2):]
    changed.append((algorithm, oracle, password, other, other == text or is_dear(other)))
changed = [row[:4] for row in changed if not row[4]]
# Of these programs only libxcrypt knows what 2x is; the others compute it as 2b.
changed = [row for row in changed if row[1] == "perl" or not row[3].startswith("$2x$")]


def padding(text):
    """bcrypt with its padding bits cleared, which passlib reads as the same hash."""
    if not text.startswith("$2") or len(text) != 60 or text[28] not in B64 or text[59] not in B64:
        return text
    clear = lambda c, bits: B64[B64.index(c) & ~bits & 63]
    return text[:28] + clear(text[28], 15) + text[29:59] + clear(text[59], 3)


def accepted_by_oracle():
    verdicts = {}
    rows = list(enumerate(changed))
    crypt = [(i, p, padding(t)) for i, (_, o, p, t) in rows if o in ("perl",)]
    # libxcrypt takes "$2b$04$…" alone for a setting; what it does not know it fails with "*0".
    for (i, _, text), answer in zip(crypt, perl([[p.hex(), t] for _, p, t in crypt])):
        verdicts[i] = answer == text
    phps = [(i, p, padding(t)) for i, (_, o, p, t) in rows if o == "php"]
    for (i, _, _), answer in zip(phps, php([["verify", p.hex(), t] for _, p, t in phps])):
        verdicts[i] = answer
    for i, (algorithm, oracle, password, text) in rows:
        text = padding(text)
        if oracle == "pybcrypt" or oracle == "wasm" and text.startswith("$2"):
            try:
                verdicts[i] = bcrypt.checkpw(password, text.encode())
            except ValueError:
                verdicts[i] = False
        elif oracle in ("cffi", "wasm"):
            try:
                kind = {"$argon2d": a2.Type.D, "$argon2i": a2.Type.I}.get(text[:8], a2.Type.ID)
                kind = a2.Type.ID if text.startswith("$argon2id") else kind
                verdicts[i] = a2.verify_secret(text.encode(), password, kind)
            except Exception:
                verdicts[i] = False
        elif oracle == "exact":
            original = {"md5": 16, "sha1": 20, "sha256": 32}[algorithm]
            import base64, hashlib
            digest = hashlib.new(algorithm, password).digest()
            spellings = {base64.b64encode(digest), base64.urlsafe_b64encode(digest)}
            spellings |= {s.rstrip(b"=") for s in spellings}
            assert len(digest) == original
            verdicts[i] = text.lower() == digest.hex() or text.encode() in spellings
    return verdicts


oracle_verdicts = accepted_by_oracle()
answers = ours([(algorithm, text, password) for algorithm, _, password, text in changed])
agreed = 0
for i, ((algorithm, oracle, password, text), (is_right, _)) in enumerate(zip(changed, answers)):
    if is_right and not oracle_verdicts[i]:
        fault("accepted", oracle, text, password.hex())
    elif oracle_verdicts[i] and not is_right:
        fault("refused", oracle, text, password.hex())
    agreed += is_right
print(f"  {len(changed)} changes, {agreed} of them harmless for both")

# 3. The new hashes.
new = [(made[i][2], answer[1]) for i, answer in
       enumerate(ours([(a, t, p) for a, _, p, t in made])) if answer[1]]
rng.shuffle(new)
new = new[:COUNT * 5]
for (password, text), verdict in zip(new, php([["verify", p.hex(), t] for p, t in new])):
    if not verdict:
        fault("PHP refuses", text, password.hex())
for op in ("wasm-verify", "native-verify"):
    for (password, text), verdict in zip(new, node([[op, p.hex(), t] for p, t in new])):
        if not verdict:
            fault(op, "refuses", text, password.hex())
for password, text in new:
    try:
        argon2.PasswordHasher().verify(text, password)
    except argon2.exceptions.VerificationError:
        fault("argon2-cffi refuses", text, password.hex())
print(f"  {len(new)} new hashes, each by PHP, argon2-cffi, hash-wasm and npm's argon2")
print(f"{len(made) + len(changed) + 4 * len(new) - faults} passed, {faults} failed")
sys.exit(faults > 0)
