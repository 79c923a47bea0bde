"""Writes crypt.json: md5-crypt, sha256-crypt, sha512-crypt, sha1-crypt and SunMD5 by libxcrypt, through perl;
Apache's md5-crypt, and passwords that are too long for libxcrypt, by passlib's own code.

    python3 generate_crypt.py > crypt.json

A digest is given as the bytes that its text shows, in hexadecimal.
"""

import json
import random
import subprocess

from passlib.hash import apr_md5_crypt, md5_crypt, sha1_crypt, sha256_crypt, sha512_crypt

DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Around the ends of blocks, and of a block less its padding.
LENGTHS = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 19, 20, 21, 23, 24, 31, 32, 33, 39, 40, 47, 48, 55, 56, 63, 64]
LENGTHS += [65, 95, 96, 111, 112, 119, 120, 127, 128, 129, 191, 239, 240, 255, 256, 257, 511]
LONG = [512, 1000]
PERL = "while (<>) { my ($p, $s) = map { /-/ ? '' : pack 'H*', $_ } split; print crypt($p, $s), qq(\\n) }"

random.seed(12)


def text(alphabet, length):
    return "".join(random.choice(alphabet) for _ in range(length))


def password(length):
    return bytes(random.randrange(1, 256) for _ in range(length))


def decoded(digits):
    """Six bits a digit, the lowest first; bits that fill no byte are left out."""
    number = sum(DIGITS.index(digit) << 6 * place for place, digit in enumerate(digits))
    length = len(digits) * 6 // 8
    assert number < 1 << 8 * length
    return number.to_bytes(length, "little").hex()


def settings():
    """The function, the password's length, the salt, the number and the setting of each."""
    for index, length in enumerate(LENGTHS):
        salt = text(DIGITS, index % 9)
        yield "md5_crypt", length, salt, 0, f"$1${salt}$"
        rounds = 1000 + index
        salt = text(DIGITS + "-_,.+", index % 17)
        yield "sha256_crypt", length, salt, rounds, f"$5$rounds={rounds}${salt}$"
        yield "sha512_crypt", length, salt, rounds, f"$6$rounds={rounds}${salt}$"
        rounds = index % 4 + 2
        salt = text(DIGITS, LENGTHS[index % 35] + 1)
        yield "sha1_crypt", length, salt, rounds, f"$sha1${rounds}${salt}$"
    for index, length in enumerate([0, 1, 8, 16, 55, 56, 63, 64, 65, 128, 511]):
        salt = text(DIGITS, index)
        end = "$" if index % 2 else ""
        rounds = index * 97 + 1
        yield "sun_md5", length, salt + end, 0, f"$md5${salt}{end}"
        yield "sun_md5", length, salt + end, rounds, f"$md5,rounds={rounds}${salt}{end}"
    yield "sha1_crypt", 8, "NaCl", 1, "$sha1$1$NaCl$"
    # What is too long of a salt.
    yield "md5_crypt", 8, "NaClNaClN", 0, "$1$NaClNaClN$"
    yield "sha256_crypt", 8, "NaClNaClNaClNaClN", 1000, "$5$rounds=1000$NaClNaClNaClNaClN$"
    yield "sha512_crypt", 8, "NaClNaClNaClNaClN", 1000, "$6$rounds=1000$NaClNaClNaClNaClN$"


def main():
    cases = [(name, password(length), *rest) for name, length, *rest in settings()]
    lines = [f"{word.hex() or '-'} {setting.encode().hex()}" for _, word, _, _, setting in cases]
    output = subprocess.run(["perl", "-e", PERL], input="\n".join(lines), capture_output=True, text=True)
    version = subprocess.run(["perl", "-e", "print $^V"], capture_output=True, text=True).stdout
    vectors = []
    for (name, word, salt, rounds, _), answer in zip(cases, output.stdout.split(), strict=True):
        assert not answer.startswith("*"), (name, salt)
        digest = decoded(answer.rsplit("$", 1)[1])
        vectors.append((f"perl {version}", name, word, salt, rounds, digest))
    for length in LENGTHS + LONG:
        word, salt = password(length), text(DIGITS, length % 9)
        answer = apr_md5_crypt.using(salt=salt).hash(word)
        vectors.append(("passlib", "apr1_crypt", word, salt, 0, decoded(answer[-22:])))
    for length in LONG:
        word = password(length)
        for name, handler, digits in [
            ("md5_crypt", md5_crypt, 22),
            ("sha256_crypt", sha256_crypt, 43),
            ("sha512_crypt", sha512_crypt, 86),
            ("sha1_crypt", sha1_crypt, 28),
        ]:
            handler.set_backend("builtin")
            rounds = {"md5_crypt": 0, "sha1_crypt": 7}.get(name, 1001)
            options = {"salt": text(DIGITS, 8), **({"rounds": rounds} if rounds else {})}
            answer = handler.using(**options).hash(word)
            vectors.append(("passlib", name, word, options["salt"], rounds, decoded(answer[-digits:])))
    rows = []
    for by, name, word, salt, rounds, digest in vectors:
        row = {"by": by, "function": name, "password": word.hex(), "salt": salt, "rounds": rounds}
        rows.append(json.dumps({**row, "digest": digest}))
    print("[\n" + ",\n".join(rows) + "\n]")


main()
