"""Each line of input asks for one hash; the answer is its nanoseconds."""

import sys
import time

PASSWORD = b"correct horse battery staple"
SALT = b"saltsaltsaltsalt"


def cffi(memory, iterations, lanes):
    from argon2.low_level import Type, hash_secret_raw

    return lambda: hash_secret_raw(PASSWORD, SALT, iterations, memory, lanes, 32, Type.ID)


def bcrypt_module():
    import bcrypt

    salt = bcrypt.gensalt(10)
    return lambda: bcrypt.hashpw(PASSWORD, salt)


def passlib_argon2(memory, iterations, lanes):
    from passlib.hash import argon2

    handler = argon2.using(memory_cost=memory, rounds=iterations, parallelism=lanes)
    stored = handler.hash(PASSWORD)
    return lambda: handler.verify(PASSWORD, stored)


def passlib_move():
    from passlib.hash import argon2, bcrypt

    stored = bcrypt.using(rounds=10).hash(PASSWORD)
    new = argon2.using(memory_cost=19456, rounds=2, parallelism=1)
    return lambda: bcrypt.verify(PASSWORD, stored) and new.hash(PASSWORD)


def hashlib_pbkdf2(digest):
    import hashlib

    return lambda: hashlib.pbkdf2_hmac(digest, PASSWORD, SALT, 100000)


def hashlib_scrypt():
    import hashlib

    return lambda: hashlib.scrypt(PASSWORD, salt=SALT, n=16384, r=8, p=1, dklen=32)


def passlib_phpass():
    from passlib.hash import phpass

    stored = phpass.using(rounds=13).hash(PASSWORD)
    return lambda: phpass.verify(PASSWORD, stored)


def django(moves):
    """A sign-in with PBKDF2 of 600,000 rounds, whose hash Django moves to Argon2 where that is preferred."""
    from django.conf import settings
    from django.contrib.auth import hashers

    class Argon2(hashers.Argon2PasswordHasher):
        time_cost, memory_cost, parallelism = 2, 19456, 1

    globals()["Argon2"] = Argon2
    names = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.configure(PASSWORD_HASHERS=[__name__ + ".Argon2"] * moves + names)
    hashers.PBKDF2PasswordHasher.iterations = 600000
    stored = hashers.PBKDF2PasswordHasher().encode(PASSWORD.decode(), hashers.PBKDF2PasswordHasher().salt())
    moved = []

    def sign_in():
        moved.clear()
        assert hashers.check_password(PASSWORD.decode(), stored, lambda typed: moved.append(hashers.make_password(typed)))
        assert len(moved) == moves

    return sign_in


run = {
    "pbkdf2-sha1": lambda: hashlib_pbkdf2("sha1"),
    "pbkdf2-sha256": lambda: hashlib_pbkdf2("sha256"),
    "pbkdf2-sha512": lambda: hashlib_pbkdf2("sha512"),
    "scrypt": hashlib_scrypt,
    "phpass": passlib_phpass,
    "django": lambda: django(False),
    "django-move": lambda: django(True),
    "argon2-19": lambda: cffi(19456, 2, 1),
    "argon2-64": lambda: cffi(65536, 3, 4),
    "passlib-19": lambda: passlib_argon2(19456, 2, 1),
    "passlib-64": lambda: passlib_argon2(65536, 3, 4),
    "bcrypt": bcrypt_module,
    "passlib-move": passlib_move,
}[sys.argv[1]]()
for _ in sys.stdin:
    start = time.perf_counter_ns()
    run()
    print(time.perf_counter_ns() - start, flush=True)
