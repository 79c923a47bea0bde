#!/usr/bin/env python3
"""The language of expressions, written down a second time, to compare with.

    python3 expressions.py COUNT [SEED] > lines           random expressions and what comes of them
    LEGACY_HASH_EXPRESSIONS=lines cargo test --all-features --lib --test suite expressions_of_a_file
    python3 expressions.py --one EXPRESSION PASSWORD [SALT [COUNT]]
    python3 expressions.py --corpus FOLDER                for the fuzz target `expression`

Each line is JSON: `expression`, `password`, `salt`, `salt2`, `user`, `constants` in hexadecimal, `count`,
and `outcome`: the bytes of the outermost digest, the text, or what bcrypt or Argon2 get, in hexadecimal;
`parse` for no expression; `error` for what cannot be computed. `stored` is the text of such a hash, or null.

Needs hashlib with RIPEMD-160, and nothing else: MD4 and Whirlpool are written out here.
"""
import base64, hashlib, hmac, json, os, random, re, stringprep, struct, sys, unicodedata

MAX_VALUE = 64 << 10


class ParseError(Exception):
    pass


class EvaluationError(Exception):
    pass


# Digests that hashlib has not.


def md4(data):
    def rotate(x, n):
        x &= 0xffffffff
        return (x << n | x >> (32 - n)) & 0xffffffff

    state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + struct.pack("<Q", 8 * len(data))
    rounds = [
        (lambda x, y, z: x & y | ~x & z, 0, list(range(16)), (3, 7, 11, 19)),
        (lambda x, y, z: x & y | x & z | y & z, 0x5a827999,
         [4 * (i % 4) + i // 4 for i in range(16)], (3, 5, 9, 13)),
        (lambda x, y, z: x ^ y ^ z, 0x6ed9eba1,
         [int(f"{i:04b}"[::-1], 2) for i in range(16)], (3, 9, 11, 15)),
    ]
    for at in range(0, len(padded), 64):
        words = struct.unpack("<16I", padded[at:at + 64])
        a, b, c, d = state
        for function, constant, order, shifts in rounds:
            for i, k in enumerate(order):
                new = rotate(a + function(b, c, d) + words[k] + constant, shifts[i % 4])
                a, b, c, d = d, new, b, c
        state = [(x + y) & 0xffffffff for x, y in zip(state, (a, b, c, d))]
    return struct.pack("<4I", *state)


def whirlpool_box():
    e = [0x1, 0xb, 0x9, 0xc, 0xd, 0x6, 0xf, 0x3, 0xe, 0x8, 0x7, 0x4, 0xa, 0x2, 0x5, 0x0]
    r = [0x7, 0xc, 0xb, 0xd, 0xe, 0x4, 0x9, 0xf, 0x6, 0x3, 0x8, 0xa, 0x2, 0x5, 0x1, 0x0]
    back = [e.index(i) for i in range(16)]
    box = []
    for x in range(256):
        high, low = e[x >> 4], back[x & 15]
        middle = r[high ^ low]
        box.append(e[high ^ middle] << 4 | back[low ^ middle])
    return box


BOX = whirlpool_box()


def times(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11d if a & 0x80 else 0)
        b >>= 1
    return product


ROW = [1, 1, 4, 1, 8, 5, 2, 9]
TIMES = {m: [times(x, m) for x in range(256)] for m in set(ROW)}


def whirlpool_round(state, key):
    boxed = [BOX[x] for x in state]
    shifted = [boxed[8 * ((i - j) % 8) + j] for i in range(8) for j in range(8)]
    mixed = []
    for i in range(8):
        for j in range(8):
            byte = 0
            for k in range(8):
                byte ^= TIMES[ROW[(j - k) % 8]][shifted[8 * i + k]]
            mixed.append(byte)
    return [x ^ y for x, y in zip(mixed, key)]


def whirlpool(data):
    padded = data + b"\x80" + bytes(-(len(data) + 33) % 64) + (8 * len(data)).to_bytes(32, "big")
    value = [0] * 64
    for at in range(0, len(padded), 64):
        block = list(padded[at:at + 64])
        key = value
        state = [x ^ y for x, y in zip(block, key)]
        for number in range(10):
            key = whirlpool_round(key, BOX[8 * number:8 * number + 8] + [0] * 56)
            state = whirlpool_round(state, key)
        value = [x ^ y ^ z for x, y, z in zip(state, value, block)]
    return bytes(value)


assert md4(b"").hex() == "31d6cfe0d16ae931b73c59d7e0c089c0"
assert whirlpool(b"").hex().startswith("19fa61d75522a4669b44e39c1d2e1726")

# name: (digest, its length, its block's length)
DIGESTS = {
    "md4": (md4, 16, 64),
    "whirlpool": (whirlpool, 64, 64),
}
for name in ("md5 sha1 sha224 sha256 sha384 sha512 sha512_224 sha512_256 sha3_224 sha3_256 sha3_384 sha3_512 "
             "ripemd160 blake2b blake2s sm3").split():
    def computed(data, name=name):
        return hashlib.new(name, data).digest()

    sample = hashlib.new(name)
    DIGESTS[name] = (computed, sample.digest_size, sample.block_size)
for name, length in (("shake128", 16), ("shake256", 32)):
    def computed(data, name="shake_" + name[5:], length=length):
        return hashlib.new(name, data).digest(length)

    DIGESTS[name] = (computed, length, hashlib.new("shake_" + name[5:]).block_size)
try:
    import gostcrypto

    for name in ("streebog256", "streebog512"):
        def computed(data, name=name):
            return bytes(gostcrypto.gosthash.new(name, data=bytearray(data)).digest())

        DIGESTS[name] = (computed, int(name[-3:]) // 8, 64)
except ImportError:
    print("no gostcrypto here: no expression has Streebog", file=sys.stderr)


def hmac_of(name, key, data):
    digest, _, block = DIGESTS[name]
    if len(key) > block:
        key = digest(key)
    key = key.ljust(block, b"\0")
    inner = digest(bytes(x ^ 0x36 for x in key) + data)
    return digest(bytes(x ^ 0x5c for x in key) + inner)


assert hmac_of("sha256", b"k" * 70, b"d") == hmac.digest(b"k" * 70, b"d", "sha256")

def pbkdf2(name, password, salt, count, length):
    """RFC 8018, section 5.2."""
    if count == 0 or length == 0:
        raise EvaluationError("numbers")
    derived = b""
    while len(derived) < length:
        block = hmac_of(name, password, salt + (len(derived) // DIGESTS[name][1] + 1).to_bytes(4, "big"))
        total = int.from_bytes(block, "big")
        for _ in range(count - 1):
            block = hmac_of(name, password, block)
            total ^= int.from_bytes(block, "big")
        derived += total.to_bytes(len(block), "big")
    return derived[:length]


assert pbkdf2("sha256", b"p", b"s", 3, 40) == hashlib.pbkdf2_hmac("sha256", b"p", b"s", 3, 40)


def scrypt(password, salt, n, r, lanes, length):
    try:
        return hashlib.scrypt(password, salt=salt, n=n, r=r, p=lanes, dklen=length)
    except ValueError:
        raise EvaluationError("numbers") from None


STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
CRYPT = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def written(digest, flavour):
    if flavour == "":
        return digest.hex().encode()
    if flavour == "UPPER":
        return digest.hex().upper().encode()
    if flavour == "_raw":
        return digest
    text = base64.b64encode(digest).decode()
    if flavour == "_64e":
        return text.encode()
    text = text.rstrip("=")
    if flavour == "_64c":
        text = text.translate(str.maketrans(STANDARD, CRYPT))
    return text.encode()


# Parsing: a term is (name, numbers, arguments), and an argument a list of terms.

TEXTS = "lc uc trim utf16 latin1 nfkc saslprep saslprep_or_raw unhex unbase64 cut0".split()
STORED = "bcrypt argon2 pbkdf2".split()
TOKEN = re.compile(rb"""[ \t\r\n]*(?:(\$[A-Za-z0-9_]*)|([A-Za-z][A-Za-z0-9_]*)|([0-9][A-Za-z0-9_]*)|
    ("(?:[^"\\\x00-\x1f\x7f]|\\["\\nrt0]|\\x[0-9A-Fa-f]{2})*")|([(),.]))""", re.VERBOSE)
ESCAPES = {"n": 10, "r": 13, "t": 9, "0": 0, '"': 34, "\\": 92}


def literal(text):
    def byte(match):
        code = match[1].decode()
        return bytes([int(code[1:], 16) if code[0] == "x" else ESCAPES[code]])

    return re.sub(rb"\\(x..|.)", byte, text, flags=re.DOTALL)


def digest_name(name):
    """(name, flavour, whether it is a digest, an HMAC or PBKDF2)"""
    base, flavour = name, ""
    for suffix in ("_raw", "_64e", "_64c", "_64"):
        if name.endswith(suffix):
            base, flavour = name[:-len(suffix)], suffix
            break
    is_upper = base.upper() == base
    if is_upper:
        if flavour:
            raise ParseError(name)
        base, flavour = base.lower(), "UPPER"
    if base == "scrypt":
        return base, flavour, "scrypt"
    kind = "digest"
    for prefix in ("hmac", "pbkdf2"):
        if base.startswith(prefix + "_"):
            base, kind = base[len(prefix) + 1:], prefix
            break
    if base not in DIGESTS:
        raise ParseError(name)
    return base, flavour, kind


class Parser:
    def __init__(self, source):
        raw = source.encode()
        if len(raw) > 1024:
            raise ParseError("long")
        self.tokens = []
        self.at = self.terms = 0
        place = 0
        end = len(raw.rstrip(b" \t\r\n"))
        while place < end:
            match = TOKEN.match(raw, place)
            if not match or match.end() == place:
                raise ParseError("token")
            self.tokens.append((match.lastindex, match[match.lastindex]))
            place = match.end()

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else (0, b"")

    def take(self, *expected):
        kind, text = self.peek()
        if expected and text not in expected:
            raise ParseError(text)
        self.at += 1
        return kind, text

    def number(self, largest):
        _, text = self.take()
        if not re.fullmatch(rb"0|[1-9][0-9]*", text) or int(text) > largest:
            raise ParseError(text)
        return int(text)

    def numbers(self, count):
        """So many numbers behind commas; None is `$n`."""
        numbers = ()
        for _ in range(count):
            self.take(b",")
            if self.peek()[1] == b"$n":
                self.take()
                numbers += None,
            else:
                numbers += self.number(0xffffffff),
        return numbers

    def all(self):
        terms = self.joined(0, 0, False)
        if self.at < len(self.tokens):
            raise ParseError("behind")
        if not has_password(terms, False):
            raise ParseError("no password")
        if len(terms) > 1 and any(name in ("stored", *STORED) for name, _, _ in terms):
            raise ParseError("outermost")
        return terms

    def joined(self, depth, iterates, has_value):
        terms = [self.term(depth, iterates, has_value)]
        while self.peek()[1] == b"." and self.peek()[0] == 5:
            self.take()
            terms.append(self.term(depth, iterates, has_value))
        return terms

    def term(self, depth, iterates, has_value):
        kind, text = self.take()
        self.terms += 1
        if self.terms > 64:
            raise ParseError("many")
        if kind == 4:
            return "literal", literal(text[1:-1]), []
        name = text.decode()
        if kind == 1:
            if not re.fullmatch(r"\$(p|s|s2|u|c[1-8]|_)", name) or name == "$_" and not has_value:
                raise ParseError(name)
            return name, (), []
        if kind != 2:
            raise ParseError(text)
        depth += 1
        if depth > 16:
            raise ParseError("deep")
        numbers, arguments = (), 1
        if name in STORED:
            if depth > 1:
                raise ParseError("outermost")
        elif name == "cut":
            self.take(b"(")
            first = self.number(65535)
            self.take(b",")
            numbers = first, self.number(65535)
            if numbers[0] >= numbers[1]:
                raise ParseError("empty")
            self.take(b",")
        elif name == "iterate":
            self.take(b"(")
            iterates += 1
            if iterates > 3:
                raise ParseError("iterates")
            if self.peek()[1] == b"$n":
                self.take()
                numbers = None,
            else:
                numbers = self.number(0xffffffff),
            self.take(b",")
            arguments = 2
        elif name not in TEXTS:
            name, flavour, kind = digest_name(name)
            numbers, name = (name, flavour), kind
            arguments = 1 if kind == "digest" else 2
        if name not in ("cut", "iterate"):
            self.take(b"(")
        values = [self.joined(depth, iterates, has_value)]
        if name == "scrypt" and numbers[1] == "" and self.peek()[1] == b")":
            # Of one value it takes the rest from a text of its own.
            if depth > 1:
                raise ParseError("outermost")
            self.take()
            return "stored", (), values
        if arguments == 2:
            self.take(b",")
            values.append(self.joined(depth, iterates, has_value or name == "iterate"))
        if name == "pbkdf2":
            numbers += self.numbers(1)
            numbers += self.numbers(1) if self.peek()[1] == b"," else (DIGESTS[numbers[0]][1],)
        elif name == "scrypt":
            numbers += self.numbers(4)
        self.take(b")")
        return name, numbers, values


def has_password(terms, value):
    for name, numbers, arguments in terms:
        if name == "$p" or name == "$_" and value:
            return True
        if name == "iterate":
            first = has_password(arguments[0], value)
            step = has_password(arguments[1], first)
            # A count of the text (None) may be 0.
            if {0: first, None: first and step}.get(numbers[0], step):
                return True
        elif any(has_password(argument, value) for argument in arguments):
            return True
    return False


# Bounds.


def longest(terms, inputs, value):
    total = 0
    for name, numbers, arguments in terms:
        if name == "iterate":
            count = inputs["$n"] if numbers[0] is None else numbers[0]
            size = longest(arguments[0], inputs, value)
            for done in range(count):
                if done == 16:
                    raise EvaluationError("grows")
                new = longest(arguments[1], inputs, size)
                settled, size = new <= size, new
                if settled:
                    break
        else:
            inner = [longest(argument, inputs, value) for argument in arguments]
            if name == "literal":
                size = len(numbers)
            elif name == "$_":
                size = value
            elif name in inputs:
                size = len(inputs[name])
            elif name in ("digest", "hmac"):
                size = len(written(bytes(DIGESTS[numbers[0]][1]), numbers[1]))
            elif name in ("pbkdf2", "scrypt"):
                length = inputs["$n"] if numbers[-1] is None else numbers[-1]
                if length > MAX_VALUE:
                    raise EvaluationError("large")
                size = len(written(bytes(length), numbers[1]))
            elif name == "utf16":
                size = 2 * inner[0]
            elif name in ("nfkc", "saslprep", "saslprep_or_raw"):
                size = 11 * inner[0]
            elif name == "unhex":
                size = inner[0] // 2
            elif name == "unbase64":
                size = inner[0] * 3 // 4
            elif name == "cut":
                size = max(min(inner[0], numbers[1]) - numbers[0], 0)
            else:
                size = inner[0]
        total += size
        if total > MAX_VALUE:
            raise EvaluationError("large")
    return total


# Values.


def saslprep(text):
    text = "".join(" " if stringprep.in_table_c12(c) else c
                   for c in text if stringprep.in_table_c12(c) or not stringprep.in_table_b1(c))
    text = unicodedata.ucd_3_2_0.normalize("NFKC", text)
    for c in text:
        if (stringprep.in_table_c12(c) or stringprep.in_table_c21_c22(c) or stringprep.in_table_c3(c)
                or stringprep.in_table_c4(c) or stringprep.in_table_c5(c) or stringprep.in_table_c6(c)
                or stringprep.in_table_c7(c) or stringprep.in_table_c8(c) or stringprep.in_table_c9(c)
                or stringprep.in_table_a1(c)):
            raise EvaluationError("prohibited")
    if any(map(stringprep.in_table_d1, text)):
        if any(map(stringprep.in_table_d2, text)):
            raise EvaluationError("mixed")
        if not stringprep.in_table_d1(text[0]) or not stringprep.in_table_d1(text[-1]):
            raise EvaluationError("ends")
    return text


def unbase64(data):
    if len(data) % 4 == 0:
        data = re.sub(rb"={1,2}\Z", b"", data)
    if not re.fullmatch(rb"[A-Za-z0-9+/]*", data) or len(data) % 4 == 1:
        raise EvaluationError("base64")
    decoded = base64.b64decode(data + b"=" * (-len(data) % 4))
    if base64.b64encode(decoded).rstrip(b"=") != data:
        raise EvaluationError("bits")
    return decoded


def text_function(name, data):
    if name == "lc":
        return bytes(c | 0x20 if 65 <= c <= 90 else c for c in data)
    if name == "uc":
        return bytes(c & 0xdf if 97 <= c <= 122 else c for c in data)
    if name == "trim":
        return data.strip(b" \t\n\r\0\x0b")
    if name == "cut0":
        return data.split(b"\0")[0]
    if name == "unhex":
        if not re.fullmatch(rb"([0-9A-Fa-f]{2})*", data):
            raise EvaluationError("hexadecimal")
        return bytes.fromhex(data.decode())
    if name == "unbase64":
        return unbase64(data)
    if name == "saslprep_or_raw":
        try:
            return saslprep(data.decode()).encode()
        except (EvaluationError, UnicodeError):
            return data
    try:
        text = data.decode()
        if name == "utf16":
            return text.encode("utf-16-le")
        if name == "latin1":
            return text.encode("latin-1")
    except UnicodeError:
        raise EvaluationError("encoding") from None
    if name == "nfkc":
        return unicodedata.normalize("NFKC", text).encode()
    return saslprep(text).encode()


def evaluate(terms, inputs, value=b""):
    whole = b""
    for name, numbers, arguments in terms:
        if name == "literal":
            whole += numbers
        elif name == "$_":
            whole += value
        elif name in inputs:
            whole += inputs[name]
        elif name == "digest":
            digest = DIGESTS[numbers[0]][0](evaluate(arguments[0], inputs, value))
            whole += written(digest, numbers[1])
        elif name == "hmac":
            key, data = (evaluate(argument, inputs, value) for argument in arguments)
            whole += written(hmac_of(numbers[0], key, data), numbers[1])
        elif name in ("pbkdf2", "scrypt"):
            password, salt = (evaluate(argument, inputs, value) for argument in arguments)
            given = [inputs["$n"] if number is None else number for number in numbers[2:]]
            derived = pbkdf2(numbers[0], password, salt, *given) if name == "pbkdf2" else \
                scrypt(password, salt, *given)
            whole += written(derived, numbers[1])
        elif name == "iterate":
            count = inputs["$n"] if numbers[0] is None else numbers[0]
            now = evaluate(arguments[0], inputs, value)
            for _ in range(count):
                now = evaluate(arguments[1], inputs, now)
            whole += now
        else:
            data = evaluate(arguments[0], inputs, value)
            if name == "cut":
                whole += data[numbers[0]:numbers[1]]
            elif name in ("stored", *STORED):
                whole += data
            else:
                whole += text_function(name, data)
    return whole


def outermost(terms, is_step=False):
    """(length, flavour) of the digest that is compared, if it is one."""
    if len(terms) > 1:
        return None
    name, numbers, arguments = terms[0]
    if name in ("pbkdf2", "scrypt") and not is_step:
        return numbers[-1], numbers[1]
    if name in ("digest", "hmac"):
        return DIGESTS[numbers[0]][1], numbers[1]
    if name == "iterate":
        step = outermost(arguments[1], True)
        if step and (numbers[0] or outermost(arguments[0], True) == step):
            return step
    return None


def raw(text, flavour):
    """The bytes of a digest that is written in a flavour."""
    if flavour == "_raw":
        return text
    if flavour in ("", "UPPER"):
        return bytes.fromhex(text.decode())
    text = text.decode()
    if flavour == "_64c":
        text = text.translate(str.maketrans(CRYPT, STANDARD))
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4))


def outcome(source, inputs):
    """What comes of an expression, and the text that is stored for it, if there is one."""
    try:
        terms = Parser(source).all()
    except ParseError:
        return "parse", None
    try:
        longest(terms, inputs, 0)
        value = evaluate(terms, inputs)
    except EvaluationError:
        return "error", None
    digest = outermost(terms)
    if digest:
        bare = raw(value, digest[1])
        return bare.hex(), bare.hex() if digest[1] == "_raw" else value.decode()
    try:
        stored = None if terms[0][0] in ("stored", *STORED) else value.decode()
    except UnicodeDecodeError:
        stored = None
    return value.hex(), stored


# Random expressions.

FLAVOURS = ["", "", "", "UPPER", "_raw", "_64", "_64e", "_64c"]
CHARACTERS = (list("aZ09 \t\n.$\"\\'(),") + ["\0", "\x0b", "\xe9", "e\u0301", "\xdf", "\u20ac", "\ufb01", "\u2126",
              "\uff21", "\U0001f600", "\xa0", "\xad", "\u05d0", "\u0627", "\u1e9b\u0323", "\ue000", "\u200b"])


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def blank(self):
        return self.rng.choice(["", "", "", "", "", " ", "  ", "\t", "\n", " \r\n"])

    def text(self, most):
        return "".join(self.rng.choice(CHARACTERS) for _ in range(self.rng.randint(0, most)))

    def bytes(self, most):
        kind = self.rng.randrange(8)
        if kind == 0:
            return self.rng.randbytes(self.rng.randint(0, most))
        if kind == 1:
            return self.rng.randbytes(self.rng.randint(0, most // 2)).hex().encode()
        if kind == 2:
            return base64.b64encode(self.rng.randbytes(self.rng.randint(0, most // 2)))
        if kind == 3:
            return bytes(self.rng.choice(b"abcXYZ019 _") for _ in range(self.rng.randint(0, most)))
        if kind == 4:
            return self.rng.choice([b"", b"\0", b" ", b"\t a \0", b"password", b"password\0", b"\0password"])
        return self.text(most // 2).encode()

    def literal(self):
        written = '"'
        for c in self.text(6):
            kind = self.rng.randrange(4)
            short = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0", '"': '\\"', "\\": "\\\\"}.get(c)
            if kind == 0 or len(c) == 1 and (ord(c) < 32 or c in "\"\\") and not short:
                written += "".join(f"\\x{b:02x}" if kind else f"\\x{b:02X}" for b in c.encode())
            else:
                written += short or c
        if self.rng.randrange(8) == 0:
            written += "\\xff"
        return written + '"'

    def name(self):
        name = self.rng.choice(list(DIGESTS))
        if name == "whirlpool" and self.rng.randrange(4):
            name = "md5"
        return name

    def flavoured(self, name):
        flavour = self.rng.choice(FLAVOURS)
        return name.upper() if flavour == "UPPER" else name + flavour

    def value(self, value):
        choices = ["$p"] * 8 + ["$s", "$s", "$s2", "$u", f"$c{self.rng.randint(1, 8)}", self.literal()]
        return self.rng.choice(choices + ["$_"] * 8 * value)

    def joined(self, depth, value, iterates=0):
        count = self.rng.choice([1, 1, 1, 2, 2, 3])
        terms = (self.term(depth, value, iterates) for _ in range(count))
        return (self.blank() + "." + self.blank()).join(terms)

    def call(self, name, *arguments):
        arguments = (self.blank() + argument + self.blank() for argument in arguments)
        return name + self.blank() + "(" + ",".join(arguments) + ")"

    def term(self, depth, value, iterates):
        kind = self.rng.randrange(24) if depth else 23
        inner = lambda: self.joined(depth - 1, value, iterates)
        if kind < 8:
            return self.call(self.flavoured(self.name()), inner())
        if kind < 10:
            return self.call(self.flavoured("hmac_" + self.name()), inner(), inner())
        if kind < 12:
            return self.call(self.rng.choice("lc uc trim cut0".split()), inner())
        if kind == 12:
            return self.call(self.rng.choice("utf16 latin1 nfkc saslprep saslprep_or_raw".split()), inner())
        if kind == 13:
            digest = self.call(self.rng.choice(["md5", "SHA1", "sha3_224", "hmac_md5"]) + "", "$p") \
                if self.rng.randrange(2) else self.call("md5", inner())
            return self.call("unhex", digest if self.rng.randrange(4) else inner())
        if kind == 14:
            name = self.name() + self.rng.choice(["_64", "_64e"])
            return self.call("unbase64", self.call(name, inner()) if self.rng.randrange(4) else inner())
        if kind < 17:
            start = self.rng.choice([0, 0, self.rng.randint(0, 40)])
            end = start + self.rng.choice([0, 1, 4, 8, 16, 32, 70, 65535 - start])
            return self.call("cut", str(start), str(end), inner())
        if kind < 19 and iterates < 2 and depth < 5:
            count = self.rng.choice(["$n", str(self.rng.randint(0, 50)), str(self.rng.randint(0, 3))])
            step = self.joined(depth - 1, True, iterates + 1)
            return self.call("iterate", count, self.joined(depth - 1, value, iterates + 1), step)
        if kind == 20:
            numbers = [self.rng.choice(["$n", "1", "2", "3", "20"])]
            if self.rng.randrange(2):
                numbers.append(self.rng.choice(["1", "16", "20", "40", "70", "200", "0", "70000"]))
            return self.call(self.flavoured("pbkdf2_" + self.name()), inner(), inner(), *numbers)
        if kind == 21:
            numbers = self.rng.choice("2 4 8 16 3 1 $n".split()), self.rng.choice("1 2 8".split()), \
                self.rng.choice("1 1 2 0".split()), self.rng.choice("16 32 64 65".split())
            return self.call(self.flavoured("scrypt"), inner(), inner(), *numbers)
        return self.value(value)

    def damaged(self, source):
        place = self.rng.randint(0, len(source))
        kind = self.rng.randrange(4)
        if kind == 0:
            return source[:place]
        if kind == 1:
            return source[:place] + source[place + 1:]
        piece = self.rng.choice(list('$.,()"\\_0a \0é') + ["$p", "$_", "$n", "$c9", "md5(", "MD5_raw(", "bcrypt(",
                                 "_raw", "_64", "cut(5,2,", "cut(0,70000,", "iterate(01,", "\\x4", "hmac_md5($p)",
                                 "HMAC_MD5", "Md5("])
        return source[:place] + piece + source[place + (kind == 2):]

    def expression(self):
        kind = self.rng.randrange(20)
        if kind == 0:
            return self.call(self.rng.choice(["bcrypt", "argon2", "pbkdf2", "scrypt"]), self.joined(3, False))
        if kind == 1:
            depth = self.rng.randint(10, 17)
            return "md5(" * depth + "$p" + ")" * depth
        if kind == 2:
            return ".".join(["$p"] * self.rng.randint(60, 66))
        if kind == 3:
            name = self.flavoured(self.rng.choice(["", "hmac_"]) + self.name())
            first = name if self.rng.randrange(3) else self.flavoured(self.name())
            arguments = lambda x: [x, "$s"] if name.lower().startswith("hmac_") else [x]
            first = self.call(first, *(["$p", "$u"] if first.lower().startswith("hmac_") else ["$p"]))
            return self.call("iterate", self.rng.choice(["$n", "0", "1", "7"]), first,
                             self.call(name, *arguments("$_.$p")))
        if kind == 4:
            size = self.rng.randint(1000, 1030)
            return '"' + "x" * (size - 5) + '".$p'
        if kind == 5:
            return self.call("iterate", self.rng.choice(["12", "16", "17", "40"]), "$p",
                             self.rng.choice(["$_.$_", '$_."x"', "md5($_).$_", "cut(0,20,$_.$_)", "cut(1,99,$_)"]))
        source = self.joined(self.rng.randint(0, 5), False)
        while len(source) > 1100 or "$p" not in source and self.rng.randrange(20):
            source = self.joined(self.rng.randint(0, 5), False)
        return source


def main():
    if sys.argv[1] == "--one":
        source, password, salt, count, *_ = sys.argv[2:] + ["", "0"]
        inputs = {"$p": password.encode(), "$s": salt.encode(), "$n": int(count)}
        print(outcome(source, inputs)[0])
        return
    if sys.argv[1] == "--corpus":
        generator = Generator(random.Random(1))
        os.makedirs(sys.argv[2], exist_ok=True)
        for number in range(500):
            data = generator.expression().encode() + b"\n" + generator.bytes(40)
            with open(os.path.join(sys.argv[2], str(number)), "wb") as file:
                file.write(data)
        return
    count = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"expressions: {count}, seed {seed}", file=sys.stderr)
    rng = random.Random(seed)
    generator = Generator(rng)
    seen = {}
    for _ in range(count):
        source = generator.expression()
        if rng.randrange(10) == 0:
            source = generator.damaged(source)
        inputs = {"$p": generator.bytes(100), "$s": generator.bytes(20), "$s2": generator.bytes(20),
                  "$u": generator.bytes(20), "$n": rng.choice([0, 1, 2, rng.randint(0, 50)])}
        for number in range(1, 9):
            inputs[f"$c{number}"] = generator.bytes(20)
        result, stored = outcome(source, inputs)
        kind = result if result in ("parse", "error") else "value"
        seen[kind] = seen.get(kind, 0) + 1
        line = {"expression": source, "password": inputs["$p"].hex(), "salt": inputs["$s"].hex(),
                "salt2": inputs["$s2"].hex(), "user": inputs["$u"].hex(), "count": inputs["$n"],
                "constants": [inputs[f"$c{number}"].hex() for number in range(1, 9)],
                "outcome": result, "stored": stored}
        print(json.dumps(line))
    print(seen, file=sys.stderr)


main()
