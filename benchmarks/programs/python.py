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


run = {
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
