"""Writes bigcrypt.json, lm.json, oracle.json, mysql.json and cisco.json: by passlib 1.7.4, which computes them in
Python. Passwords, users and digests are in hexadecimal. Run as: python3 generate_databases.py"""

import json
import random
from pathlib import Path

from passlib.hash import bigcrypt, cisco_asa, cisco_pix, cisco_type7, crypt16, lmhash, mysql323, oracle10
from passlib.utils.binary import h64, h64big

HERE = Path(__file__).parent
DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTHS = [*range(0, 18), 24, 27, 28, 29, 31, 32, 33, 55, 56, 63, 64, 65, 127, 128, 255]
choose = random.Random(20261124)


def some(length, lowest=1):
    """Bytes; a NUL would end the password of the crypt(3) kind."""
    return bytes(choose.randint(lowest, 255) for _ in range(length))


def digits(length):
    return "".join(choose.choice(DIGITS) for _ in range(length))


def blocks(text):
    """The bytes of texts of eleven digits each, the highest bits first."""
    groups = [text[place : place + 11] for place in range(0, len(text), 11)]
    return b"".join(h64big.decode_int64(group.encode()).to_bytes(8, "big") for group in groups).hex()


def case(function, password, digest, salt="", user=b"", number=0):
    return {
        "function": function,
        "password": password.hex(),
        "salt": salt,
        "user": user.hex(),
        "number": number,
        "digest": digest,
    }


def write(name, cases):
    rows = ",\n".join(json.dumps(one) for one in cases)
    (HERE / f"{name}.json").write_text(f"[\n{rows}\n]\n")


def crypts():
    for length in LENGTHS:
        password, salt = some(length), digits(2)
        if length <= 128:
            text = bigcrypt(salt=salt, use_defaults=True)._calc_checksum(password)
            yield case("bigcrypt", password, blocks(text), salt)
        text = crypt16.using(salt=salt).hash(password)[2:]
        yield case("crypt16", password, blocks(text), salt)


def lms():
    for length in LENGTHS:
        # passlib makes it upper case; the function here has that done before.
        password = some(length, 0).upper()
        yield case("lm", password, lmhash.hash(password))


def oracles():
    for length in LENGTHS:
        for alphabet in ("ABCXYZ019_$# ", "AÄß€中\U0001f511"):
            # passlib makes both upper case, and counts them so.
            text = "".join(choose.choice(alphabet) for _ in range(length)).upper()
            split = choose.randint(0, len(text))
            digest = oracle10.hash(text[split:], user=text[:split])
            yield case("oracle10", text.encode(), digest.lower())


def mysqls():
    for length in LENGTHS:
        for _ in range(2):
            password = bytes(choose.choice([*range(256), 9, 32]) for _ in range(length))
            blanks = bytes(choose.choice(b" \tab\n\r") for _ in range(length))
            yield case("mysql323", password, mysql323.hash(password))
            yield case("mysql323", blanks, mysql323.hash(blanks))


def ciscos():
    for function, passlib, limit in (("cisco_pix", cisco_pix, 16), ("cisco_asa", cisco_asa, 32)):
        for length in [*range(0, limit + 1)]:
            for user in (b"", b"a", b"bob", b"root", b"enable_15"):
                password = some(length)
                digest = passlib.hash(password, user=user)
                yield case(function, password, h64.decode_bytes(digest.encode()).hex(), user=user)
    for length in LENGTHS:
        for place in (0, choose.randint(1, 15), choose.randint(16, 51), 52):
            password = some(length)
            text = cisco_type7.using(salt=place).hash(password)
            assert int(text[:2]) == place
            yield case("cisco_type7", password, text[2:].lower(), number=place)


write("bigcrypt", crypts())
write("lm", lms())
write("oracle", oracles())
write("mysql", mysqls())
write("cisco", ciscos())
