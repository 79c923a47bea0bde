#!/usr/bin/env python3
r"""Writes the vectors of the format table's rows, one file a row, with programs that share no code with legacy-hash.

    apt-get install perl php-cli nodejs slapd slapd-contrib dovecot-core apache2-utils postgresql
    apt-get download dokuwiki mediawiki mediawiki-classes wordpress php-symfony-password-hasher php-horde-auth \
        libtomcat10-java libbcprov-java libcommons-logging-java
    for package in *.deb; do dpkg -x $package /tmp/applications; done
    javac -d /tmp/authme -sourcepath AUTHME_6.0.0/authme-core/src/main/java AuthMe.java
    javac -d /tmp/spring -cp '/tmp/applications/usr/share/java/*' \
        -sourcepath SPRING_SECURITY_6.4.13/crypto/src/main/java Spring.java
    javac -d /tmp/tomcat -cp '/tmp/applications/usr/share/java/*' Tomcat.java
    python3 -m venv /tmp/older && /tmp/older/bin/pip install passlib==1.7.4 'bcrypt<5' 'Django==4.2.*' 'Werkzeug<3' argon2-cffi gostcrypto==1.2.5
    python3 -m venv /tmp/later && /tmp/later/bin/pip install 'Django==5.*' 'Werkzeug==3.*' 'bcrypt<5' argon2-cffi
    npm install --prefix /tmp/node @better-auth/utils @noble/hashes

    PHP_APPLICATIONS=/tmp/applications AUTHME_CLASSES=/tmp/authme NODE_PACKAGES=/tmp/node \
        SPRING_CLASSES='/tmp/spring:/tmp/applications/usr/share/java/*' \
        TOMCAT_CLASSES='/tmp/tomcat:/tmp/applications/usr/share/java/*' \
        LATER_PYTHON=/tmp/later/bin/python /tmp/older/bin/python generate.py [ROW ...]

No service has to run. What is not installed is left out, and told. The passwords, and the salts that are given to a
program, are the same at every run; the salts that a program draws for itself differ.

A vector: who made it, the password in hexadecimal, the stored text, and what stands in other columns, in hexadecimal.
"formula" means that no program of the system itself was at hand: its documented formula was put into `formulas.php`,
on PHP's digests, or a mark was put in front of another program's hash.
"""
import base64, json, os, random, string, sys

sys.dont_write_bytecode = True

from programs import (AUTHME, BETTER_AUTH, DERIVATIONS, DJANGO, DOKUWIKI, DOVEADM, FORMULA, GOSTCRYPTO, HERE, HORDE, HTPASSWD,
                      LATER_DJANGO, LATER_WERKZEUG, MEDIAWIKI, NODE, NODE_FORMULA, PASSLIB, PERL, PHP, POSTGRES, PYTHON,
                      SLAPPASSWD, SPRING, SYMFONY, SYNAPSE, TOMCAT, WERKZEUG, WORDPRESS)

PRINTABLE = [chr(code) for code in range(33, 127)]
CRYPT64 = "./" + string.digits + string.ascii_uppercase + string.ascii_lowercase
BCRYPT64 = "./" + string.ascii_uppercase + string.ascii_lowercase + string.digits
ALPHANUMERIC = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


# ---- Passwords

def text_of(rng, alphabet, *lengths):
    return "".join(rng.choice(alphabet) for _ in range(rng.choice(lengths))).encode()


def eight_bit(rng, length):
    """Never UTF-8: a byte 0x80 to 0xBF comes first."""
    return bytes([rng.randrange(0x80, 0xC0)] + [rng.randrange(1, 256) for _ in range(length - 1)])


def edge_passwords(rng):
    """Every length at which a digest's block or a formula may turn, and every kind of character."""
    return [text_of(rng, PRINTABLE, length) for length in (0, 1, 8, 55, 56, 64, 65, 200)] + [
        "pässwörd €".encode() + text_of(rng, "éàüßÑø漢字Жя", 3),
        eight_bit(rng, 12),
        text_of(rng, PRINTABLE, 9) + b" ",
    ]


def random_passwords(rng, count=20):
    kinds = [lambda: text_of(rng, PRINTABLE, *range(1, 140)), lambda: text_of(rng, "aÄéß€漢 Zя'\"\\", *range(1, 60)),
             lambda: eight_bit(rng, rng.randrange(1, 100))]
    return [rng.choice(kinds)() for _ in range(count)]


def anything(password):
    return True


def utf8(password):
    try:
        password.decode()
        return True
    except UnicodeDecodeError:
        return False


def not_empty(password):
    return password != b""


def one_line(password):
    return not_empty(password) and b"\n" not in password


def text(password):
    return utf8(password) and not_empty(password)


# ---- What programs are given: each takes a random generator

def some(alphabet, *lengths):
    return lambda rng: text_of(rng, alphabet, *lengths)


def raw(*lengths):
    return lambda rng: rng.randbytes(rng.choice(lengths))


def pick(*values):
    return lambda rng: rng.choice(values)


def printable(*lengths, without=""):
    return some([character for character in PRINTABLE if character not in without], *lengths)


def bcrypt_setting(*versions):
    # Not 2a, for which libxcrypt computes something else with a few 8-bit passwords.
    # Four of the last character's six bits are not the salt's.
    return lambda rng: f"${rng.choice(versions)}$04$" + text_of(rng, BCRYPT64, 21).decode() + rng.choice(".Oeu")


USER = lambda rng: rng.choice([b"alice", b"Bob Example", "Zoé".encode(), b"Admin", b"x"]) + text_of(rng, ALPHANUMERIC, 0, 5)


class Source:
    """A program as a row's maker. `columns` are the fields of a job that the text does not hold; `most` bounds slow ones."""

    def __init__(self, program, op=None, takes=anything, columns=(), most=1000, **fields):
        self.program, self.takes, self.columns, self.most = program, takes, columns, most
        self.fields = {"op": op} | fields

    def job(self, rng, password):
        drawn = {key: value(rng) if callable(value) else value for key, value in self.fields.items()}
        return {"password": password} | drawn

    def vectors(self, rng, passwords):
        jobs = [self.job(rng, password) for password in passwords]
        for job, made in zip(jobs, self.program.ask(jobs) if jobs else []):
            if made is None:
                print(f"{self.program.by} refuses {job}", file=sys.stderr)
                continue
            # A mark is put in front of what the program wrote.
            by = "formula, " * ("mark" in job and "formula" not in self.program.by) + self.program.by
            vector = {"by": by, "password": job["password"].hex(), "hash": made}
            for column in self.columns:
                if column.isdigit():
                    vector.setdefault("constants", {})[column] = job["constant" + column].hex()
                else:
                    vector[column] = job[column].hex()
            yield vector


class Kratos(Source):
    """crypt(3)'s texts with Kratos' name of the function in place of the number."""
    NAMES = {"$1$": "$md5-crypt$", "$5$": "$sha256-crypt$", "$6$": "$sha512-crypt$"}

    def vectors(self, rng, passwords):
        for vector in super().vectors(rng, passwords):
            mark, rest = vector["hash"][:3], vector["hash"][3:]
            yield vector | {"by": "formula, " + vector["by"], "hash": self.NAMES[mark] + rest}


ROWS = {}


def row(name, *sources):
    assert name not in ROWS, name
    ROWS[name] = sources


def make(name, rng, passwords):
    """Deals the passwords to the row's programs in turn, each to one that takes it."""
    sources = [source for source in ROWS[name] if source.program.by]
    dealt = {source: [] for source in sources}
    for number, password in enumerate(passwords):
        turn = sources[number % len(sources):] + sources[:number % len(sources)] if sources else []
        taker = next((source for source in turn if source.takes(password) and len(dealt[source]) < source.most), None)
        if taker:
            dealt[taker].append(password)
    return [vector for source, own in dealt.items() for vector in source.vectors(rng, own)]


PASSLIB_SALTS = pick({"salt_size": 4}, {"salt_size": 8}, {"salt_size": 16})
PASSLIB_BCRYPT = pick({"rounds": 4, "ident": "2a"}, {"rounds": 4, "ident": "2b"})
PASSLIB_ARGON2 = {"rounds": 1, "memory_cost": 64, "parallelism": 2, "type": "D"}
ROUNDS = pick(1, 2, 10, 100)
PASSLIB_PBKDF2 = pick({"rounds": 1, "salt_size": 0}, {"rounds": 2, "salt_size": 16}, {"rounds": 100, "salt_size": 33})
LENGTHS = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}


def derived(op, digest="sha256", length=None, **fields):
    """PBKDF2 by a documented formula, on Node."""
    fields = {"salt": raw(1, 8, 16, 64), "rounds": ROUNDS} | fields
    return Source(DERIVATIONS, op, digest=digest, length=LENGTHS[digest] if length is None else length, **fields)


def scrypt(op, length=32, **fields):
    """scrypt by a documented formula, on Node."""
    fields = {"salt": raw(1, 8, 16, 64), "log2": pick(1, 2, 4), "block": pick(1, 2, 8), "lanes": pick(1, 3)} | fields
    return Source(DERIVATIONS, op, length=length, **fields)


# ---- Bare digests

DIGESTS = {  # name: PHP's name, Node's name (its OpenSSL has no MD4 and no Whirlpool)
    "md4": ("md4", None), "md5": ("md5", "md5"), "sha1": ("sha1", "sha1"), "sha224": ("sha224", "sha224"),
    "sha256": ("sha256", "sha256"), "sha384": ("sha384", "sha384"), "sha512": ("sha512", "sha512"),
    "sha512-224": ("sha512/224", "sha512-224"), "sha512-256": ("sha512/256", "sha512-256"), "sha3-224": ("sha3-224", "sha3-224"), "sha3-256": ("sha3-256", "sha3-256"),
    "sha3-384": ("sha3-384", "sha3-384"), "sha3-512": ("sha3-512", "sha3-512"), "ripemd160": ("ripemd160", "ripemd160"),
    "whirlpool": ("whirlpool", None), "blake2b": (None, "blake2b512"), "blake2s": (None, "blake2s256"),
    "shake128": (None, "shake128"), "shake256": (None, "shake256"), "sm3": (None, "sm3"),
    "streebog256": (None, None), "streebog512": (None, None),
}
for name, (in_php, in_node) in DIGESTS.items():
    makers = []
    if in_php:
        makers += [Source(PHP, "hash", digest=in_php, encoding=encoding) for encoding in ("hex", "HEX", "base64")]
    if in_node:
        makers += [Source(NODE, "hash", digest=in_node, encoding=encoding) for encoding in ("hex", "base64", "base64url")]
    if name == "md4":
        makers += [Source(PASSLIB, "hex_md4")]
    if name == "md5":
        # Django before 1.4 had no mark for it.
        makers += [Source(DJANGO, "unsalted_md5", takes=utf8, salt=b"")]
    if name.startswith(("blake2", "shake", "sm3")):
        makers += [Source(PYTHON, name)]
    if name.startswith("streebog"):
        makers += [Source(GOSTCRYPTO, name)]
    row(name, *makers)
row("bcrypt", Source(PERL, setting=bcrypt_setting("2b", "2y")), Source(PHP, "bcrypt"),
    Source(PASSLIB, "bcrypt", options=PASSLIB_BCRYPT))
row("argon2", Source(PHP, "argon2i"), Source(PHP, "argon2id"), Source(PASSLIB, "argon2", options=PASSLIB_ARGON2))
row("nt", Source(PASSLIB, "nthash", takes=utf8), Source(FORMULA, "nt-upper", takes=utf8))
row("plaintext", Source(FORMULA, "plaintext", takes=text))

# ---- crypt(3)

SALT = CRYPT64 + "-_,@"
SHA_CRYPT_ROUNDS = ("", "rounds=1000$", "rounds=1001$", "rounds=5000$", "rounds=12345$")


def crypt_setting(*marks, most, least=0, salt=SALT):
    """One of the marks, and a salt of any length up to `most`."""
    return lambda rng: rng.choice(marks) + text_of(rng, salt, *range(least, most + 1)).decode() + "$"


def sha_crypt_setting(mark):
    return crypt_setting(*[mark + rounds for rounds in SHA_CRYPT_ROUNDS], most=16)


def crypt64_of(data):
    """Six bits a digit, the lowest first."""
    number, digits = int.from_bytes(data, "little"), -(-len(data) * 8 // 6)
    return "".join(CRYPT64[number >> 6 * place & 63] for place in range(digits))


def yescrypt_setting(mark):
    # Mode, N, block size, what else there is, lanes and time. The last two are scrypt's modes.
    parameters = ("j3.", "j4.", "j51", "j3...", "j3./.", "j3.0..", "j3.0/2", ".3.", "/3.")
    return lambda rng: f"{mark}{rng.choice(parameters)}${crypt64_of(rng.randbytes(rng.choice([0, 1, 3, 8, 16, 24])))}$"


def scrypt_setting(rng):
    """N in one digit, block size and lanes in five each."""
    numbers = rng.choice("234") + rng.choice(["/....", "0...."]) + rng.choice(["/....", "1...."])
    return "$7$" + numbers + text_of(rng, CRYPT64, *range(0, 25)).decode() + "$"


def ascii(password):
    return password.isascii()


def salted(op, **sizes):
    """passlib with salts of each size."""
    return Source(PASSLIB, op, options=pick(*[{"salt_size": size} | sizes for size in (1, 4, 8)]))


def fixed(op, **options):
    return Source(PASSLIB, op, options=options)


DES_SETTING = some(CRYPT64, 2)
des_setting = lambda rng: DES_SETTING(rng).decode()
bsdi_setting = lambda rng: "_" + rng.choice(["/...", "1...", "F...", "/0.."]) + text_of(rng, CRYPT64, 4).decode()
MD5_CRYPT = crypt_setting("$1$", most=8)
APR1 = Source(HTPASSWD, takes=not_empty)

row("md5-crypt", Source(PERL, setting=MD5_CRYPT), salted("md5_crypt"))
row("apr1-crypt", APR1, salted("apr_md5_crypt"))
row("sha256-crypt", Source(PERL, setting=sha_crypt_setting("$5$")), salted("sha256_crypt", rounds=1234), fixed("sha256_crypt", rounds=5000))
row("sha512-crypt", Source(PERL, setting=sha_crypt_setting("$6$")), salted("sha512_crypt", rounds=1234), fixed("sha512_crypt", rounds=5000))
row("sha1-crypt", Source(PERL, setting=crypt_setting("$sha1$1$", "$sha1$7$", "$sha1$100$", most=64, least=1, salt=CRYPT64)),
    salted("sha1_crypt", rounds=3))
row("sun-md5", Source(PERL, setting=crypt_setting("$md5$", "$md5,rounds=1$", "$md5,rounds=904$", most=8, least=1, salt=CRYPT64)),
    Source(PERL, setting=lambda rng: crypt_setting("$md5$", "$md5,rounds=10$", most=8, least=1, salt=CRYPT64)(rng)[:-1]),
    salted("sun_md5_crypt", rounds=5), fixed("sun_md5_crypt", rounds=0))
row("yescrypt", Source(PERL, setting=yescrypt_setting("$y$")))
row("gost-yescrypt", Source(PERL, setting=yescrypt_setting("$gy$")))
row("libxcrypt-scrypt", Source(PERL, setting=scrypt_setting))
row("libxcrypt-nt", Source(PERL, setting="$3$", takes=ascii))
row("descrypt", Source(PERL, setting=des_setting), fixed("des_crypt"))
row("bsdi-crypt", Source(PERL, setting=bsdi_setting), fixed("bsdi_crypt", rounds=5))
# DEC's passwords have 128 characters at most.
row("bigcrypt", Source(PASSLIB, "bigcrypt", takes=lambda password: len(password) <= 128))
row("crypt16", fixed("crypt16"))
row("kratos-md5-crypt", Kratos(PERL, setting=MD5_CRYPT), Kratos(PASSLIB, "md5_crypt"))
row("kratos-sha256-crypt", Kratos(PERL, setting=sha_crypt_setting("$5$")), Kratos(PASSLIB, "sha256_crypt", options={"rounds": 1500}))
row("kratos-sha512-crypt", Kratos(PERL, setting=sha_crypt_setting("$6$")), Kratos(PASSLIB, "sha512_crypt", options={"rounds": 1500}))
row("django-crypt", Source(DJANGO, "crypt", takes=text), Source(PERL, setting=des_setting, mark="crypt$$"),
    Source(PERL, setting=sha_crypt_setting("$6$"), mark="crypt$$"))
row("django-des-crypt", Source(PASSLIB, "django_des_crypt"))
row("dovecot-md5-crypt", Source(DOVEADM, "MD5-CRYPT", takes=not_empty), Source(PERL, setting=MD5_CRYPT, mark="{md5-crypt}"))
row("dovecot-md5", Source(DOVEADM, "MD5", takes=not_empty), Source(PERL, setting=MD5_CRYPT, mark="{MD5}"))
for bits, mark in ("256", "$5$"), ("512", "$6$"):
    row(f"dovecot-sha{bits}-crypt", Source(DOVEADM, f"SHA{bits}-CRYPT", takes=not_empty),
        Source(DOVEADM, f"SHA{bits}-CRYPT", takes=not_empty, rounds=1000),
        Source(PERL, setting=sha_crypt_setting(mark), mark=f"{{sha{bits}-Crypt}}"))
row("dovecot-des-crypt", Source(DOVEADM, "DES-CRYPT", takes=not_empty), Source(PERL, setting=des_setting, mark="{des-crypt}"))
row("ldap-apr1", Source(SLAPPASSWD, "{APR1}", takes=not_empty))
row("ldap-bsdmd5", Source(SLAPPASSWD, "{BSDMD5}", takes=not_empty))

# ---- LDAP, Dovecot

NOT_EMPTY = {"takes": not_empty}


def php_tag(digest, tag, encoding="base64", **fields):
    """A digest behind a tag, by PHP: for the tags that no program at hand writes."""
    return Source(FORMULA, "tagged", digest=digest, mark=tag, encoding=encoding, **fields)


def salted_tag(digest, tag, encoding="base64", lengths=(4, 8, 16)):
    return php_tag(digest, tag, encoding, salt=raw(*lengths))


row("ldap-sha", Source(SLAPPASSWD, "{SHA}", **NOT_EMPTY), Source(DOVEADM, "SHA", **NOT_EMPTY),
    Source(PASSLIB, "ldap_sha1"), Source(DOVEADM, "SHA1", **NOT_EMPTY), Source(HORDE, "sha1"))
row("ldap-sha-hex", Source(DOVEADM, "SHA.HEX", **NOT_EMPTY), Source(DOVEADM, "SHA1.HEX", **NOT_EMPTY),
    Source(PASSLIB, "ldap_hex_sha1"), php_tag("sha1", "{SHA1}", "hex"))
row("ldap-ssha", Source(SLAPPASSWD, "{SSHA}", **NOT_EMPTY), Source(DOVEADM, "SSHA", **NOT_EMPTY),
    Source(PASSLIB, "ldap_salted_sha1", options=PASSLIB_SALTS),
    Source(DOKUWIKI, "ssha"), Source(HORDE, "ssha"))
row("ldap-ssha-hex", Source(DOVEADM, "SSHA.HEX", **NOT_EMPTY), salted_tag("sha1", "{SSHA.HEX}", "hex"))
row("ldap-md5", Source(SLAPPASSWD, "{MD5}", **NOT_EMPTY), Source(PASSLIB, "ldap_md5"),
    Source(DOVEADM, "LDAP-MD5", **NOT_EMPTY), Source(DOVEADM, "PLAIN-MD5.B64", **NOT_EMPTY), Source(HORDE, "md5-base64"))
row("ldap-md5-hex", Source(HORDE, "md5-hex"), Source(DOVEADM, "PLAIN-MD5", **NOT_EMPTY),
    Source(DOVEADM, "LDAP-MD5.HEX", **NOT_EMPTY), Source(PASSLIB, "ldap_hex_md5"))
row("ldap-smd5", Source(SLAPPASSWD, "{SMD5}", **NOT_EMPTY), Source(DOVEADM, "SMD5", **NOT_EMPTY),
    Source(PASSLIB, "ldap_salted_md5", options=PASSLIB_SALTS),
    Source(DOKUWIKI, "lsmd5"), Source(HORDE, "smd5"))
row("ldap-smd5-hex", Source(DOVEADM, "SMD5.HEX", **NOT_EMPTY), salted_tag("md5", "{SMD5.HEX}", "hex"))
for bits in ("224", "256", "384", "512"):
    plain, salted, plain_hex, salted_hex = [], [], [], []
    if bits != "224":
        plain += [Source(SLAPPASSWD, f"{{SHA{bits}}}", **NOT_EMPTY)]
        salted += [Source(SLAPPASSWD, f"{{SSHA{bits}}}", **NOT_EMPTY)]
    if bits in ("256", "512"):
        plain += [Source(DOVEADM, f"SHA{bits}", **NOT_EMPTY)]
        salted += [Source(DOVEADM, f"SSHA{bits}", **NOT_EMPTY),
                   Source(PASSLIB, f"ldap_salted_sha{bits}", options=PASSLIB_SALTS)]
        plain_hex += [Source(DOVEADM, f"SHA{bits}.HEX", **NOT_EMPTY)]
        salted_hex += [Source(DOVEADM, f"SSHA{bits}.HEX", **NOT_EMPTY)]
    row(f"ldap-sha{bits}", *plain, php_tag("sha" + bits, f"{{SHA{bits}}}"))
    row(f"ldap-ssha{bits}", *salted, salted_tag("sha" + bits, f"{{SSHA{bits}}}"))
    row(f"ldap-ssha{bits}-hex", *salted_hex, salted_tag("sha" + bits, f"{{SSHA{bits}.HEX}}", "hex"))
    row(f"ldap-sha{bits}-hex", *plain_hex, php_tag("sha" + bits, f"{{SHA{bits}}}", "hex"),
        php_tag("sha" + bits, f"{{SHA{bits}.HEX}}", "hex"))

row("ldap-crypt", Source(PERL, setting=bcrypt_setting("2b", "2y"), mark="{CRYPT}"),
    Source(PERL, setting=des_setting, mark="{CRYPT}"), Source(PERL, setting=sha_crypt_setting("$6$"), mark="{CRYPT}"),
    Source(PASSLIB, "ldap_md5_crypt"), Source(PASSLIB, "ldap_sha256_crypt", options={"rounds": 1000}),
    Source(PERL, setting=yescrypt_setting("$y$"), mark="{crypt}"), Source(PASSLIB, "ldap_bsdi_crypt", options={"rounds": 5}),
    Source(PASSLIB, "ldap_bcrypt", options=PASSLIB_BCRYPT), Source(PHP, "bcrypt", mark="{crypt}"))
row("ldap-bcrypt", Source(PERL, setting=bcrypt_setting("2b", "2y"), mark="{BCRYPT}"),
    Source(PASSLIB, "bcrypt", options=PASSLIB_BCRYPT, mark="{bcrypt}"))
row("ldap-argon2", Source(SLAPPASSWD, "{ARGON2}", takes=not_empty), Source(PHP, "argon2id", mark="{argon2}"),
    Source(PHP, "argon2i", mark="{ARGON2}"))
row("dovecot-blf-crypt", Source(DOVEADM, "BLF-CRYPT", takes=not_empty, rounds=4),
    Source(PERL, setting=bcrypt_setting("2y"), mark="{BLF-CRYPT}"))
for kind in ("argon2i", "argon2id"):
    # 64 MiB, which no option makes less: one is enough.
    row("dovecot-" + kind, Source(DOVEADM, kind.upper(), takes=not_empty, most=1, rounds=3),
        Source(PHP, kind, mark="{" + kind.upper() + "}"))
row("dovecot-plain-md4", Source(DOVEADM, "PLAIN-MD4", **NOT_EMPTY), Source(DOVEADM, "PLAIN-MD4.HEX", **NOT_EMPTY),
    php_tag("md4", "{PLAIN-MD4}", "hex"))
row("dovecot-plain-md4-base64", Source(DOVEADM, "PLAIN-MD4.B64", **NOT_EMPTY), php_tag("md4", "{PLAIN-MD4}"))
for digest in ("sha1", "sha256"):
    row("dovecot-scram-" + digest, Source(DOVEADM, "SCRAM-" + digest.upper().replace("SHA", "SHA-"), takes=not_empty))
row("dovecot-cram-md5", *[Source(DOVEADM, tag, **NOT_EMPTY) for tag in ("CRAM-MD5", "HMAC-MD5", "CRAM-MD5.HEX")])
row("dovecot-cram-md5-base64", *[Source(DOVEADM, tag, **NOT_EMPTY) for tag in ("CRAM-MD5.B64", "HMAC-MD5.BASE64")])
row("ldap-plain", *[Source(DOVEADM, tag, takes=text) for tag in ("PLAIN", "CLEARTEXT", "CLEAR")],
    Source(PASSLIB, "roundup_plaintext", takes=text))
row("ldap-plain-hex", *[Source(DOVEADM, tag, takes=not_empty) for tag in ("PLAIN.HEX", "CLEARTEXT.HEX", "CLEAR.HEX")])
row("ldap-plain-base64", *[Source(DOVEADM, tag, takes=not_empty) for tag in ("PLAIN.B64", "CLEARTEXT.B64", "CLEAR.BASE64")])


class DigestMd5(Source):
    """Dovecot takes the realm from behind the user's last @, and an empty one where there is none."""

    def vectors(self, rng, passwords):
        for vector in super().vectors(rng, passwords):
            user, at, realm = bytes.fromhex(vector["user"]).rpartition(b"@")
            user, realm = (user, realm) if at else (realm, b"")
            yield vector | {"user": user.hex(), "constants": {"1": realm.hex()}}


row("dovecot-digest-md5", DigestMd5(
    DOVEADM, "DIGEST-MD5", columns=("user",), takes=not_empty,
    user=lambda rng: text_of(rng, ALPHANUMERIC, 5, 8) + rng.choice([b"@example.com", b"@Mail.Example.ORG", b"", b"@two@localhost"])))

for digest, tag in (("sha1", "{PBKDF2}"), ("sha256", "{PBKDF2-SHA256}"), ("sha512", "{PBKDF2-SHA512}")):
    # OpenLDAP's module has 10,000 rounds, which slappasswd has no option for.
    row("ldap-pbkdf2" + (digest != "sha1") * ("-" + digest), Source(SLAPPASSWD, tag, takes=not_empty, most=1),
        Source(PASSLIB, "ldap_pbkdf2_" + digest, options=PASSLIB_PBKDF2),
        derived("389ds", digest, name="PBKDF2-" + digest.upper(), salt=raw(24)))
row("ldap-pbkdf2-389ds", derived("389ds-blob", length=256, salt=raw(64)))
row("dovecot-pbkdf2", *[Source(DOVEADM, "PBKDF2", takes=not_empty, rounds=rounds) for rounds in (1, 10, 100)])

# ---- Django, Werkzeug, passlib

row("django-md5", Source(DJANGO, "md5", takes=utf8, salt=some(ALPHANUMERIC, 1, 5, 12, 22)),
    Source(LATER_DJANGO, "md5", takes=utf8), Source(PASSLIB, "django_salted_md5"), Source(DOKUWIKI, "djangomd5"),
    Source(FORMULA, "django", digest="md5", salt=b""))
row("django-sha1", Source(DJANGO, "sha1", takes=utf8, salt=some(ALPHANUMERIC, 1, 5, 12, 22)),
    Source(DJANGO, "unsalted_sha1", takes=utf8, salt=b""), Source(PASSLIB, "django_salted_sha1"),
    Source(DOKUWIKI, "djangosha1"))
row("django-bcrypt", Source(DJANGO, "bcrypt", takes=utf8), Source(LATER_DJANGO, "bcrypt", takes=utf8),
    Source(PASSLIB, "django_bcrypt", options={"rounds": 4}))
row("django-bcrypt-sha256", Source(DJANGO, "bcrypt_sha256", takes=utf8), Source(LATER_DJANGO, "bcrypt_sha256", takes=utf8),
    Source(PASSLIB, "django_bcrypt_sha256", options={"rounds": 4}))
row("django-argon2", Source(DJANGO, "argon2", takes=utf8), Source(LATER_DJANGO, "argon2", takes=utf8))
for digest in ("sha256", "sha1"):
    name = "pbkdf2_" + digest
    row("django-pbkdf2-" + digest, *[Source(program, name, takes=utf8, rounds=pick(1, 2, 50), salt=some(ALPHANUMERIC, 1, 12, 22))
                                     for program in (DJANGO, LATER_DJANGO)],
        Source(PASSLIB, "django_" + name, options=pick({"rounds": 1}, {"rounds": 100, "salt_size": 22})))
row("django-scrypt", *[Source(program, "scrypt", takes=utf8, rounds=pick(1, 2, 20), salt=some(ALPHANUMERIC, 1, 12, 22))
                       for program in (DJANGO, LATER_DJANGO)])
for digest in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
    row("werkzeug-" + digest, Source(WERKZEUG, digest, takes=utf8, length=pick(1, 8, 16)))
    if digest != "md5":
        row("werkzeug-pbkdf2-" + digest, *[Source(program, f"pbkdf2:{digest}:{rounds}", takes=utf8, length=pick(1, 8, 16))
                                           for program, rounds in ((WERKZEUG, 1), (LATER_WERKZEUG, 20))])
row("werkzeug-scrypt", *[Source(program, method, takes=utf8, length=pick(1, 8, 16))
                         for program, method in ((WERKZEUG, "scrypt:128:2:1"), (LATER_WERKZEUG, "scrypt:64:8:2"))])
row("werkzeug", *[Source(WERKZEUG, method, takes=lambda password: text(password) and not password.endswith(b" "),
                         length=pick(1, 8, 16))
                  for method in ("md5", "sha1", "sha512", "plain", "pbkdf2:sha512:3", "scrypt:128:2:2")],
    Source(LATER_WERKZEUG, "pbkdf2:sha1:20", takes=utf8))
row("werkzeug-plain", Source(WERKZEUG, "plain", takes=text))
row("passlib-bcrypt-sha256-v1", *[Source(PASSLIB, "bcrypt_sha256", options={"version": 1, "rounds": 4, "ident": ident})
                                  for ident in ("2a", "2b")])
row("passlib-bcrypt-sha256-v2", Source(PASSLIB, "bcrypt_sha256", options={"version": 2, "rounds": 4}))
row("passlib-scram", Source(PASSLIB, "scram", takes=utf8, options=pick(
    {"rounds": 1, "salt_size": 12}, {"rounds": 10, "algs": "sha-1"}, {"rounds": 4, "algs": "sha-1,sha-512,md5", "salt_size": 1},
    {"rounds": 4, "algs": "sha-1,sha-384,sha-224"})))
for variant, digest in enumerate(("sha1", "sha256", "sha384", "sha512")):
    row("fshp-" + digest, Source(PASSLIB, "fshp", options=pick(*[{"variant": variant, "rounds": rounds, "salt_size": size}
                                                               for rounds, size in ((1, 0), (2, 8), (100, 16))])))

# ---- Spring Security

row("spring-argon2-v5-8", Source(PHP, "argon2id", mark="{argon2@SpringSecurity_v5_8}"))
row("spring-noop", Source(SPRING, "noop", takes=text))
for digest, tag in (("md4", "MD4"), ("md5", "MD5"), ("sha1", "SHA-1"), ("sha256", "SHA-256")):
    row("spring-" + digest, Source(SPRING, tag, takes=utf8))
    if digest != "md5":
        # Spring reads these and no longer writes them.
        row(f"spring-{digest}-unsalted", php_tag(digest, "{" + tag + "}", "hex"))
row("spring-ldap", Source(SPRING, "ldap", takes=utf8), Source(SPRING, "ldap-lower", takes=utf8),
    php_tag("sha1", "{ldap}{SHA}"))
for name, op, digest, salt, rounds in (("pbkdf2", "pbkdf2", "sha1", 8, 185000),
                                       ("pbkdf2-v5-8", "pbkdf2@SpringSecurity_v5_8", "sha256", 16, 310000)):
    # Every vector has all of its rounds.
    row("spring-" + name, Source(SPRING, op, takes=text, most=3),
        derived("spring-pbkdf2", digest, 32, name=op, salt=raw(salt), rounds=rounds, takes=text, most=2))
    row(f"spring-{name}-secret", Source(SPRING, op, takes=text, most=3, columns="1", constant1=printable(8, 70)),
        derived("spring-pbkdf2", digest, 32, name=op, salt=raw(salt), rounds=rounds, takes=text, most=2, columns="1",
                constant1=printable(8, 70)))
row("spring-scrypt", Source(SPRING, "scrypt", takes=utf8))
row("spring-scrypt-v5-8", Source(SPRING, "scrypt@SpringSecurity_v5_8", takes=utf8))
row("spring-scrypt-bare", Source(SPRING, "scrypt-bare", takes=utf8))
row("spring-standard", Source(SPRING, "sha256", takes=utf8))
row("spring-standard-secret", Source(SPRING, "sha256", takes=utf8, columns="1", constant1=printable(8, 70)))

# ---- PBKDF2 and scrypt

for digest in LENGTHS:
    name = {"sha1": "pbkdf2", "sha224": "passwap-pbkdf2-sha224", "sha384": "passwap-pbkdf2-sha384"}.get(digest, "pbkdf2-" + digest)
    mark = "pbkdf2" if digest == "sha1" else "pbkdf2-" + digest
    by_passlib = [Source(PASSLIB, "pbkdf2_" + digest, options=PASSLIB_PBKDF2)] if "passwap" not in name else []
    row(name, *by_passlib, derived("passlib", digest, name=mark), derived("passlib-padded", digest, name=mark))
for digest, lengths in (("sha1", (16, 20, 32)), ("sha256", (16, 32, 64)), ("sha512", (32, 64, 128))):
    row("pbkdf2-phc-" + digest, derived("phc", digest, length=pick(*lengths)))
row("workos-pbkdf2", *[derived("workos-pbkdf2", digest) for digest in ("sha256", "sha512")])
row("p5k2", *[Source(PASSLIB, f"{name}_pbkdf2_sha1", options=pick({"rounds": 1}, {"rounds": 31}, {"rounds": 400, "salt_size": 8}))
              for name in ("cta", "dlitz")])
row("grub-pbkdf2", Source(PASSLIB, "grub_pbkdf2_sha512", options=PASSLIB_PBKDF2), derived("grub", "sha512"))
# 10,000 rounds, which no option makes less.
row("atlassian", Source(PASSLIB, "atlassian_pbkdf2_sha1"))
row("macos", derived("macos", "sha512", 128, salt=raw(32)))
row("web2py", derived("web2py", "sha512", pick(20, 32, 64), salt=some(HEX, 16)))
row("aspnet-identity", derived("aspnet-v2", "sha1", 32, salt=raw(16), rounds=1000, takes=utf8),
    *[derived("aspnet-v3", digest, 32, salt=raw(16), prf=prf, takes=utf8) for prf, digest in enumerate(("sha1", "sha256", "sha512"))])
row("scrypt", Source(PASSLIB, "scrypt", options=pick({"rounds": 1}, {"rounds": 4, "block_size": 1, "salt_size": 0},
                                                     {"rounds": 3, "parallelism": 3, "salt_size": 33})),
    scrypt("scrypt", length=pick(16, 32, 64)), scrypt("kratos-scrypt", log2=pick(6, 7), length=pick(16, 32, 64)))
row("workos-scrypt", scrypt("workos-scrypt", length=pick(32, 64)))
# 32 MiB, which no option makes less: a few are enough.
row("better-auth", Source(BETTER_AUTH, takes=text, most=6))
SEPARATOR, SIGNER = pick(b"\x07", b"", b"separator"), raw(64)
for name, fields in (("kratos", {}), ("supabase", {}), ("workos", {"lanes": 1})):
    row(name + "-firebase-scrypt", scrypt(name + "-firebase", salt=raw(10, 16), separator=SEPARATOR, signer=SIGNER, **fields))

# ---- Content management

row("wordpress-bcrypt", Source(FORMULA, "wordpress-bcrypt"))
row("phpass", Source(WORDPRESS, rounds=pick(4, 5, 8)), Source(PASSLIB, "phpass", options={"rounds": 7}),
    Source(DOKUWIKI, "pmd5"))
row("phpass-phpbb", Source(PASSLIB, "phpass", options={"rounds": 7, "ident": "H"}), Source(DOKUWIKI, "hmd5"))
DRUPAL_SALT = lambda rng: b"5" + text_of(rng, CRYPT64, 8)
row("drupal", Source(DOKUWIKI, "drupal_sha512", salt=DRUPAL_SALT))
row("drupal-md5", Source(DOKUWIKI, "drupal_sha512", salt=DRUPAL_SALT, md5=True, mark="U"))
row("drupal-md5-phpass", Source(DOKUWIKI, "pmd5", salt=DRUPAL_SALT, md5=True, mark="U"))
row("typo3-phpass", Source(DOKUWIKI, "pmd5", salt=DRUPAL_SALT, mark="C"))
row("typo3-md5-phpass", Source(DOKUWIKI, "pmd5", salt=DRUPAL_SALT, md5=True, mark="M"))
row("typo3-bcrypt", Source(PHP, "bcrypt", mark="C"))
row("typo3-md5-bcrypt", Source(FORMULA, "typo3-md5-bcrypt"))
row("mediawiki-a", Source(MEDIAWIKI, "A"))
row("mediawiki-b", Source(MEDIAWIKI, "B", salt=some(HEX, 8)), Source(DOKUWIKI, "mediawiki", salt=some(HEX, 1, 4, 8)))
for name, parameters in (("sha256", ("sha256:10:128", "sha256:3:32")), ("sha512", ("sha512:10:64", "sha512:3:32"))):
    row("mediawiki-pbkdf2-" + name, *[Source(MEDIAWIKI, "pbkdf2", parameters=some, salt=lambda rng: base64.b64encode(rng.randbytes(16)))
                                      for some in parameters])
row("mediawiki-argon2", Source(PHP, "argon2id", mark=":argon2:"), Source(PHP, "argon2i", mark=":argon2:"))
for name in ("magento-md5", "magento-sha256", "magento-md5-sha256", "magento1-md5", "magento1-sha256"):
    row(name, Source(FORMULA, name, salt=some(ALPHANUMERIC, *((2, 32) if "magento1" in name else (32,)))))
# libsodium's limits for interactive use are dear: one of them is enough.
row("magento", Source(FORMULA, "magento", versions="2", most=1, salt=some(ALPHANUMERIC, 32)),
    Source(FORMULA, "magento", versions=pick("3_32_1_8192", "3_32_2_16384", "3_64_1_8192"), salt=some(ALPHANUMERIC, 2, 16, 32)),
    Source(FORMULA, "magento", versions=pick("0:1", "0", "1", "0:1:3_32_1_8192", "1:3_32_1_8192"), salt=some(ALPHANUMERIC, 32)))
row("authme-sha256", Source(AUTHME, "Sha256", takes=utf8, salt=some(HEX, 16)))
row("authme-md5vb", Source(AUTHME, "Md5vB", takes=utf8, salt=some(HEX, 16)))
row("woltlab-bcrypt", Source(PHP, "bcrypt", mark="Bcrypt:"))
row("woltlab-argon2", Source(PHP, "argon2id", mark="Argon2:"))
WOLTLAB_SALT = some(HEX, 40)
row("woltlab-wcf1", Source(FORMULA, "woltlab-wcf1", salt=WOLTLAB_SALT))
for formula, names in (("vb", ("vb3", "vb4", "vb5", "ipb2")), ("mybb", ("ipb3", "mybb1")), ("smf", ("smf1", "smf2")),
                       ("joomla", ("joomla1", "joomla2", "joomla3"))):
    for name in names:
        # A salt of an older system may hold anything.
        row("woltlab-" + name, Source(FORMULA, "woltlab-" + formula, name=name,
                                      salt=pick(b"", b":", b"a:b", b"0123456789abcdef")))
row("woltlab-phpfox3", Source(FORMULA, "woltlab-phpfox3", salt=some(ALPHANUMERIC, 3)))
for digest in ("sha1", "sha256"):
    row("woltlab-xf1-" + digest, Source(FORMULA, "woltlab-xf1", digest=digest, salt=some(HEX, 40, 64)))
row("nextcloud-bcrypt", Source(PHP, "bcrypt", mark="1|"))
row("nextcloud-argon2i", Source(PHP, "argon2i", mark="2|"))
row("nextcloud-argon2id", Source(PHP, "argon2id", mark="3|"))
row("owncloud-bcrypt", Source(FORMULA, "owncloud-bcrypt", columns="1", constant1=some(ALPHANUMERIC, 30)))

# ---- Services

for digest in ("md4", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
    row("kratos-hmac-" + digest, Source(FORMULA, "kratos-hmac", digest=digest, salt=raw(1, 16, 32, 64, 150)))
PLACEHOLDERS = pick(b"{SALT}{PASSWORD}", b"{PASSWORD}{SALT}", b"{PASSWORD}", b"a{SALT}$ {PASSWORD}\xc3\xa9",
                    b"{PASSWORD}{SALT}{PASSWORD}")
for digest in ("md5", "sha1", "sha256", "sha512"):
    # What the salt holds is not a placeholder.
    salt = pick(b"", b"salt", b"{PASSWORD}", bytes(range(16)))
    row("kratos-" + digest, Source(FORMULA, "kratos", digest=digest, places=PLACEHOLDERS, salt=salt))
row("kratos-md5-unsalted", Source(FORMULA, "kratos-md5-unsalted"))
for place in ("prefix", "suffix"):
    row("passwap-md5-" + place, Source(FORMULA, "passwap-md5-" + place, salt=some(ALPHANUMERIC, 8, 16)))
for digest, name in (("md5", "MD5"), ("sha1", "SHA-1"), ("sha256", "SHA-256"), ("sha384", "SHA-384"),
                     ("sha512", "SHA-512")):
    row("shiro-" + digest, Source(FORMULA, "shiro", digest=digest, name=name, salt=raw(0, 8, 16),
                                  rounds=pick(1, 2, 10, 500)))
row("jenkins-bcrypt", Source(PHP, "bcrypt", mark="#jbcrypt:"))
for digest, name in (("sha1", "sha"), ("sha256", "SHA256"), ("sha384", "SHA384"), ("sha512", "SHA512")):
    row("sap-h-" + digest, Source(FORMULA, "sap-h", digest=digest, name=name,
                                  salt=raw(1, 4, 12, 16), rounds=pick(1, 2, 10, 500)))
SYMFONY_SALT = some(string.digits + string.ascii_lowercase, 31)
row("symfony-sha512", Source(SYMFONY, digest="sha512", base64=True, rounds=pick(1, 2, 10, 500), salt=SYMFONY_SALT,
                             clerk=True))
row("symfony-sha512-5000", Source(SYMFONY, digest="sha512", base64=True, rounds=5000, salt=SYMFONY_SALT, columns=("salt",)))

# ---- Clerk

for kind in ("argon2i", "argon2id"):
    row("clerk-" + kind, Source(PHP, kind))
row("clerk-bcrypt", Source(PERL, setting=bcrypt_setting("2b", "2y")), Source(PHP, "bcrypt"))
row("clerk-bcrypt-peppered", Source(FORMULA, "clerk-bcrypt-peppered", salt=printable(128, 16, 1)))
row("clerk-bcrypt-sha256-django", Source(DJANGO, "bcrypt_sha256", takes=utf8), Source(LATER_DJANGO, "bcrypt_sha256", takes=utf8))
row("clerk-hmac-sha256-utf16-b64", Source(FORMULA, "clerk-hmac-sha256-utf16-b64", takes=utf8, salt=raw(1, 16, 64, 100)))
row("clerk-ldap-ssha", Source(SLAPPASSWD, "{SSHA}", **NOT_EMPTY))
for digest in ("md5", "sha256"):
    row("clerk-" + digest, Source(PHP, "hash", digest=digest, encoding="hex"),
        Source(NODE, "hash", digest=digest, encoding="hex"))
    row(f"clerk-{digest}-salted", Source(FORMULA, "salt-dollar-digest", digest=digest,
                                         salt=printable(1, 8, 32, without="$")))
row("clerk-md5-phpass", Source(DOKUWIKI, "pmd5", salt=DRUPAL_SALT, md5=True))
row("clerk-phpass", Source(WORDPRESS, rounds=pick(4, 5, 8)), Source(PASSLIB, "phpass", options={"rounds": 7}))
row("clerk-sha512-symfony", Source(SYMFONY, digest="sha512", base64=True, rounds=pick(1, 2, 10, 500), salt=SYMFONY_SALT,
                                   clerk=True))
PBKDF2_ROUNDS = pick(1, 2, 10, 100)
row("clerk-pbkdf2-sha1",
    Source(FORMULA, "clerk-pbkdf2-sha1", hex=True, length=pick(32, 20, 16, 64), rounds=PBKDF2_ROUNDS, salt=raw(1, 8, 16, 64)),
    Source(FORMULA, "clerk-pbkdf2-sha1", hex=False, length=pick(32, 20), rounds=PBKDF2_ROUNDS,
           salt=printable(1, 9, 33, without=HEX + "ABCDEF$")))
for name, salt, lengths in (("sha256", raw(1, 16, 64), (16, 32, 64)), ("sha256-django", some(ALPHANUMERIC, 1, 22), (32,)),
                            ("sha512", printable(1, 16, 64, without="$"), (16, 32, 64, 128)),
                            ("sha512-hex", raw(1, 16, 64), (16, 32, 64, 128))):
    row("clerk-pbkdf2-" + name, Source(FORMULA, "clerk-pbkdf2-" + name, rounds=PBKDF2_ROUNDS, length=pick(*lengths),
                                       salt=salt))
row("clerk-scrypt-werkzeug", *[Source(program, method, takes=utf8, length=pick(1, 8, 16))
                         for program, method in ((WERKZEUG, "scrypt:128:2:1"), (LATER_WERKZEUG, "scrypt:64:8:2"))])
row("clerk-scrypt-firebase", scrypt("clerk-firebase", salt=raw(10, 16), separator=SEPARATOR, signer=SIGNER, lanes=1))
row("passwap-scrypt-7", scrypt("passwap-7", length=pick(16, 32, 64)))
row("stalwart-pbkdf2", *[derived("stalwart-pbkdf2", digest, length) for digest, length in (("sha256", 32), ("sha512", 64))])

# ---- Records

# Every digest, in a name of each of its kinds, and every arrangement of the arguments.
LOGTO_DIGESTS = ("md5", "sha1", "SHA1", "sha224", "sha256", "RSA-SHA256", "sha384", "sha512", "sha512-256", "sha3-256",
                 "sha3-512", "ripemd160", "blake2b512", "blake2s256", "sha512-224", "shake128", "SHAKE256", "sm3")
LOGTO_ARGUMENTS = (["@"], ["salt", "@"], ["@", "salt"], ["a", "b", "@"], ["pre", "@", "post"], ["@", "é\"\\", "@"], ["@@", "@"],
                   ["", "@", ""], ["\u20ac", "\n", "@", "x" * 40])
SMALL_KEYS = pick(16, 20, 32, 64)
row("logto", *[Source(NODE_FORMULA, "logto", takes=utf8, digest=digest, arguments=pick(*LOGTO_ARGUMENTS)) for digest in LOGTO_DIGESTS],
    Source(NODE_FORMULA, "logto", takes=utf8, digest="md5-sha1", arguments=["salt", "@"]),
    Source(NODE_FORMULA, "logto", takes=utf8, digest="MD5-SHA1", arguments=["a", "@", "b", "@"]),
    Source(NODE_FORMULA, "logto-pbkdf2", salt=some(ALPHANUMERIC, 1, 8), digest="sha512", rounds=pick(1, 10), length=SMALL_KEYS),
    Source(NODE_FORMULA, "logto-pbkdf2", salt=raw(1, 16), digest="sha256", rounds=10, length=SMALL_KEYS, isHex=True),
    Source(NODE_FORMULA, "logto-pbkdf2", salt="Zo\u00e9\"".encode(), digest="sha1", rounds=3, length=20),
    *[Source(NODE_FORMULA, "logto-firebase", salt=raw(10, 16), key=raw(64), separator=b"\x07", rounds=rounds, memCost=cost)
      for rounds, cost in ((8, 1), (1, 4))])


# ---- Records


class Wrapped(Source):
    """Puts another program's text into a record, with `prefix` and `suffix` around the password that the program gets."""

    def __init__(self, program, op, wrap, prefix=b"", suffix=b"", **fields):
        super().__init__(program, op, **fields)
        self.wrap, self.prefix, self.suffix = wrap, prefix, suffix

    def vectors(self, rng, passwords):
        made = super().vectors(rng, [self.prefix + password + self.suffix for password in passwords])
        for vector, password in zip(made, passwords):
            yield vector | {"by": "formula, " + self.program.by, "password": password.hex(), "hash": self.wrap(vector["hash"])}


def bcrypt_parts(text):
    _, version, cost, body = text.split("$")
    return int(cost), body[:22], body[22:]


def okta_bcrypt(text):
    cost, salt, value = bcrypt_parts(text)
    return json.dumps({"algorithm": "BCRYPT", "workFactor": cost, "salt": salt, "value": value})


def keycloak_argon2(text):
    _, kind, version, numbers, salt, digest = text.split("$")
    memory, iterations, lanes = (part[2:] for part in numbers.split(","))
    padded = lambda digits: digits + "=" * (-len(digits) % 4)
    length = len(base64.b64decode(padded(digest)))
    parameters = {"hashLength": [str(length)], "memory": [memory], "type": [kind.removeprefix("argon2")], "version": ["1.3"],
                  "parallelism": [lanes]}
    secret = {"value": padded(digest), "salt": padded(salt), "additionalParameters": {}}
    data = {"hashIterations": int(iterations), "algorithm": "argon2", "additionalParameters": parameters}
    return json.dumps({"type": "password", "secretData": json.dumps(secret), "credentialData": json.dumps(data)})


def keycloak_bcrypt(text):
    data = {"hashIterations": bcrypt_parts(text)[0], "algorithm": "bcrypt", "additionalParameters": {}}
    return json.dumps({"type": "password", "credentialData": data,
                       "secretData": {"value": text, "salt": "", "additionalParameters": {}}})


def auth0_text(algorithm, **more):
    return lambda text: json.dumps({"algorithm": algorithm, "hash": {"value": text}} | more)


def firebase_bcrypt(text):
    return json.dumps({"passwordHash": base64.b64encode(text.encode()).decode(), "hash_config": {"algorithm": "BCRYPT"}})


def auth0(algorithm, **fields):
    return Source(NODE_FORMULA, "auth0", algorithm=algorithm, **fields)


def short(password):
    """Of what bcrypt reads there is room for a salt."""
    return len(password) < 60


TEXT_SALT = some(ALPHANUMERIC, 4, 16)
row("auth0",
    auth0("md5", encoding="hex"), auth0("sha1", encoding="base64", salt=TEXT_SALT, position="suffix"),
    auth0("sha256", encoding="hex", salt=TEXT_SALT, position="prefix"),
    auth0("sha256", encoding="base64", salt=raw(16), saltEncoding="base64"),
    auth0("sha512", encoding="base64", salt=raw(8), saltEncoding="hex", position="suffix", indent=1),
    auth0("sha256", encoding="hex", takes=utf8, passwordEncoding="utf16le"),
    auth0("sha1", encoding="hex", takes=utf8, passwordEncoding="ucs2", salt=TEXT_SALT),
    auth0("md5", encoding="hex", takes=bytes.isascii, passwordEncoding="ascii"),
    auth0("md5", encoding="hex", takes=bytes.isascii, passwordEncoding="latin1"),
    auth0("sha512", encoding="hex", takes=bytes.isascii, passwordEncoding="binary", salt=TEXT_SALT, position="suffix"),
    *[auth0("hmac", digest=digest, encoding="base64", key=some(ALPHANUMERIC, 8, 200))
      for digest in ("md5", "ripemd160", "sha1", "sha224", "sha384", "sha512")],
    auth0("hmac", digest="sha256", encoding="hex", key=raw(32), keyEncoding="base64", salt=TEXT_SALT, position="suffix"),
    auth0("hmac", digest="sha256", encoding="hex", key=raw(32), keyEncoding="hex", takes=utf8, passwordEncoding="utf16le"),
    auth0("ldap", digest="md5", tag="MD5"), auth0("ldap", digest="sha1", tag="SSHA", salt=raw(4, 8)),
    auth0("ldap", digest="sha512", tag="ssha512", salt=raw(8)), auth0("ldap", digest="sha256", tag="SHA256"),
    *[auth0("pbkdf2", digest=digest, salt=raw(16), rounds=pick(1, 10), length=SMALL_KEYS) for digest in ("sha1", "sha512")],
    auth0("pbkdf2", digest="sha256", salt=raw(16), rounds=10, length=64, name="i=10"),
    *[auth0("scrypt", encoding=encoding, salt=raw(16), saltEncoding="base64", n=n, r=r, lanes=lanes, length=SMALL_KEYS)
      for encoding, n, r, lanes in (("hex", 16, 8, 1), ("base64", 2, 1, 2))],
    *[Source(FORMULA, "auth0", digest="md4", encoding=encoding, salt=salt) for encoding, salt in (("hex", b""), ("base64", b"NaCl"))],
    *[Source(FORMULA, "auth0-hmac", digest=digest, encoding="hex", constant1=TEXT_SALT) for digest in ("md4", "whirlpool")],
    Wrapped(PHP, "bcrypt", auth0_text("bcrypt")),
    Wrapped(PHP, "bcrypt", auth0_text("bcrypt", salt={"value": "pepper"}), prefix=b"pepper", takes=short),
    Wrapped(PHP, "bcrypt", auth0_text("bcrypt", salt={"value": "pepper", "position": "suffix"}), suffix=b"pepper", takes=short),
    *[Wrapped(PHP, kind, auth0_text("argon2")) for kind in ("argon2i", "argon2id")])

OKTA_SALT = {"salt": raw(8, 16)}
row("okta",
    *[Source(NODE_FORMULA, "okta", algorithm=name, digest=digest) for name, digest in (("MD5", "md5"), ("SHA-1", "sha1"))],
    *[Source(NODE_FORMULA, "okta", algorithm=name, digest=digest, order=order, indent=indent, **OKTA_SALT)
      for name, digest, order, indent in (("SHA-512", "sha512", "PREFIX", 0), ("SHA-256", "sha256", "PREFIX", 2),
                                          ("SHA-1", "sha1", "POSTFIX", 0), ("MD5", "md5", "POSTFIX", 0))],
    *[Source(NODE_FORMULA, "okta", algorithm="PBKDF2", digest=digest, rounds=rounds, length=SMALL_KEYS, **OKTA_SALT)
      for digest, rounds in (("sha256", 10), ("sha512", 1))],
    Wrapped(PHP, "bcrypt", okta_bcrypt))

row("keycloak",
    *[Source(NODE_FORMULA, "keycloak", algorithm=name, digest=digest, rounds=pick(1, 10), salt=raw(16), length=64, isObject=inner)
      for name, digest, inner in (("pbkdf2", "sha1", False), ("pbkdf2-sha256", "sha256", False),
                                  ("pbkdf2-sha512", "sha512", False), ("pbkdf2-sha512", "sha512", True))],
    *[Wrapped(PHP, kind, keycloak_argon2) for kind in ("argon2i", "argon2id")], Wrapped(PHP, "bcrypt", keycloak_bcrypt))


def firebase(algorithm, digest=None, **fields):
    return Source(NODE_FORMULA, "firebase", algorithm=algorithm, digest=digest, **fields)


HASH_KEY = {"key": raw(16, 64)}
row("firebase",
    *[firebase("SCRYPT", salt=raw(10, 16), key=raw(64), separator=b"\x07", rounds=rounds, memCost=cost, isUrlSafe=safe)
      for rounds, cost, safe in ((8, 1, False), (2, 4, True))],
    *[firebase("HMAC_" + digest.upper(), digest, salt=raw(4, 16), isUrlSafe=safe, **HASH_KEY)
      for digest, safe in (("md5", True), ("sha1", False), ("sha256", False), ("sha512", True))],
    firebase("HMAC_SHA256", "sha256", **HASH_KEY),
    firebase("HMAC_SHA512", "sha512", salt=raw(8), order="SALT_FIRST", **HASH_KEY),
    firebase("MD5", "md5", salt=raw(4), rounds=0), firebase("SHA1", "sha1", rounds=1),
    firebase("SHA256", "sha256", salt=raw(4, 16), rounds=1),
    firebase("SHA512", "sha512", salt=raw(4, 16), rounds=1, order="PASSWORD_FIRST"),
    *[firebase(name, digest, salt=raw(8), rounds=10, length=length)
      for name, digest, length in (("PBKDF_SHA1", "sha1", 20), ("PBKDF2_SHA256", "sha256", 64))],
    firebase("STANDARD_SCRYPT", salt=raw(8), memCost=16, size=8, lanes=2, length=64), Wrapped(PHP, "bcrypt", firebase_bcrypt))

# ---- Databases

row("postgres-md5", Source(POSTGRES, "md5", takes=one_line, user=USER, columns=("user",)),
    Source(PASSLIB, "postgres_md5", user=USER, columns=("user",)))
row("postgres-scram-sha256", Source(POSTGRES, "scram-sha-256", takes=one_line, user=b"alice"))


def ascii_case(password):
    """Whether upper and lower case are the same for Unicode and for ASCII."""
    return utf8(password) and all(change(password.decode()).encode() == change(password) for change in (
        lambda text: text.upper(), lambda text: text.lower()))


ASCII_USER = lambda rng: rng.choice([b"alice", b"Bob Example", b"SYSTEM", b"x"]) + text_of(rng, ALPHANUMERIC, 0, 5)
row("mssql2000", Source(PASSLIB, "mssql2000", takes=ascii_case))
row("mssql2005", Source(PASSLIB, "mssql2005", takes=utf8))
row("mssql2012", Source(FORMULA, "mssql2012", takes=utf8, salt=raw(4)))
row("oracle11", Source(PASSLIB, "oracle11"))
row("oracle10", Source(PASSLIB, "oracle10", takes=ascii_case, user=ASCII_USER, columns=("user",)))
row("mysql41", Source(PASSLIB, "mysql41"), Source(DOKUWIKI, "my411"))
row("mysql-old", Source(PASSLIB, "mysql323"), Source(DOKUWIKI, "mysql"))

# ---- Windows, network equipment

row("lm", Source(PASSLIB, "lmhash"))
for encoding, name in (("hex", ""), ("base64", "-base64")):
    # Dovecot 2.4 has them no more.
    row("dovecot-ntlm" + name, Source(FORMULA, "tagged-nt", takes=bytes.isascii, encoding=encoding, mark="{NTLM}"))
    row("dovecot-lanman" + name, Source(PASSLIB, "lmhash", mark="{LANMAN}") if encoding == "hex" else
        Source(PASSLIB, "lmhash", mark="{LM.B64}", encoding=encoding))
for name in ("msdcc", "msdcc2"):
    row(name, Source(PASSLIB, name, takes=utf8, user=ASCII_USER, columns=("user",)))
NETWORK_USER = pick(b"", b"a", b"bob", b"root", b"enable_15")
row("cisco-pix", Source(PASSLIB, "cisco_pix", takes=lambda password: len(password) <= 16, user=NETWORK_USER, columns=("user",)))
row("cisco-asa", Source(PASSLIB, "cisco_asa", takes=lambda password: len(password) <= 32, user=NETWORK_USER, columns=("user",)))
row("cisco-type4", Source(FORMULA, "cisco-type4"))
row("cisco-type7", Source(PASSLIB, "cisco_type7", takes=not_empty))
row("cisco-type8", Source(FORMULA, "cisco-type8", salt=some(CRYPT64, 14)))
row("cisco-type9", Source(PYTHON, "cisco-type9", salt=some(CRYPT64, 14)))

# ---- Applications

for name, columns, fields in (
    ("vbulletin", ("salt",), {"salt": printable(3, 30)}),
    ("mybb", ("salt",), {"salt": some(ALPHANUMERIC, 8)}),
    ("ipb", ("salt",), {"salt": printable(5, without="\\")}),
    ("smf", ("user",), {"user": USER}),
    ("phpbb2", (), {}),
    ("punbb", ("salt",), {"salt": printable(12)}),
    ("opencart", ("salt",), {"salt": some(ALPHANUMERIC, 9)}),
    ("prestashop", ("1",), {"constant1": some(ALPHANUMERIC, 56)}),
    ("oscommerce", (), {"salt": some(HEX, 2)}),
    ("joomla", (), {"salt": some(ALPHANUMERIC, 16, 32)}),
    ("redmine", ("salt",), {"salt": some(HEX, 32)}),
    ("xenforo1-sha256", ("salt",), {"salt": some(HEX, 64)}),
    ("xenforo1-sha1", ("salt",), {"salt": some(HEX, 40)}),
    ("jboss-management", ("user",), {"user": USER}),
    ("jboss-application", ("user",), {"user": USER}),
    ("moodle", ("1",), {"constant1": printable(32)}),
    ("vbulletin5", (), {}),
    ("vbulletin5-legacy", (), {"salt": printable(3, 30)}),
    ("smf10", ("user",), {"user": USER}),
    ("smf21", ("user",), {"user": USER}),
    ("wbb3", ("salt",), {"salt": some(HEX, 40)}),
    ("discuz", ("salt",), {"salt": some(ALPHANUMERIC, 6)}),
    ("zencart-sha256", (), {"salt": some(HEX, 2, 8)}),
    ("shopware-sha256", (), {"salt": some(ALPHANUMERIC, 22), "rounds": pick(1, 2, 10, 100)}),
    ("nopcommerce-sha1", ("salt",), {"salt": lambda rng: base64.b64encode(rng.randbytes(5))}),
    ("nopcommerce-sha512", ("salt",), {"salt": lambda rng: base64.b64encode(rng.randbytes(5))}),
    ("concrete5", ("1",), {"constant1": some(ALPHANUMERIC, 64)}),
    ("contao", (), {"salt": some(HEX, 23)}),
    ("elgg", ("salt",), {"salt": some(HEX, 8)}),
    ("dolphin", ("salt",), {"salt": some(ALPHANUMERIC, 8)}),
    ("phpfusion-md5", (), {}),
    ("phpfusion-sha256", ("salt",), {"salt": some(HEX, 40)}),
    ("pluxml", ("salt",), {"salt": some(ALPHANUMERIC, 10)}),
    ("omeka", ("salt",), {"salt": some(HEX, 16)}),
    ("pligg", (), {"salt": some(HEX, 9)}),
    ("gallery2", (), {"salt": printable(4)}),
    ("matomo", (), {}),
    ("bugzilla", (), {"salt": some(ALPHANUMERIC, 8)}),
    ("openmrs-sha512", ("salt",), {"salt": some(HEX, 128)}),
    ("openmrs-sha1", ("salt",), {"salt": some(HEX, 40)}),
    ("cakephp-sha1", ("1",), {"constant1": some(ALPHANUMERIC, 40)}),
    ("authlogic-sha512", ("salt",), {"salt": some(ALPHANUMERIC, 20)}),
    ("restful-authentication", ("salt", "1"), {"salt": some(HEX, 40), "constant1": some(HEX, 40)}),
    ("restful-authentication-old", ("salt",), {"salt": some(HEX, 40)}),
    ("devise-sha1", ("salt", "1"), {"salt": some(ALPHANUMERIC, 20), "constant1": some(HEX, 128)}),
    ("devise-bcrypt", ("1",), {"constant1": some(HEX, 10, 128)}),
    ("meteor", (), {}),
):
    # AuthMe reads the tables of some of them.
    also = {"mybb": "MyBB", "ipb": "Ipb3", "smf": "Smf", "joomla": "Joomla", "wbb3": "Wbb3"}.get(name)
    row(name, Source(FORMULA, name, columns=columns, **fields),
        *([Source(AUTHME, also, takes=utf8, columns=columns, **fields)] if also else []))

# What a converter brought into phpBB.
for name, formula, columns, fields in (
    ("phpbb2", "phpbb2", (), {}),
    ("mybb", "mybb", ("salt",), {"salt": some(ALPHANUMERIC, 8)}),
    ("vbulletin", "discuz", ("salt",), {"salt": printable(3, 30)}),
    ("sha1", "sha1", (), {}),
    ("smf", "smf", ("user",), {"user": USER}),
    ("wbb3", "wbb3", ("salt",), {"salt": some(HEX, 40)}),
    ("xenforo-sha1", "xenforo1-sha1", ("salt",), {"salt": some(HEX, 40)}),
    ("xenforo-sha256", "xenforo1-sha256", ("salt",), {"salt": some(HEX, 64)}),
):
    row("phpbb-converted-" + name, Source(FORMULA, formula, columns=columns, mark="$CP$", **fields))

# Frameworks of Ruby.
AUTHLOGIC_SALT = {"columns": ("salt",), "salt": some(ALPHANUMERIC, 20)}
for name, digest, in_bytes in (("sha512-v2", "sha512", True), ("sha256", "sha256", False), ("sha256-v2", "sha256", True)):
    row("authlogic-" + name, Source(FORMULA, "stretched", digest=digest, raw=in_bytes, **AUTHLOGIC_SALT))
row("authlogic-sha1", Source(FORMULA, "authlogic-sha1", **AUTHLOGIC_SALT))
row("authlogic-md5", Source(FORMULA, "digest-then-salt", digest="md5", **AUTHLOGIC_SALT))
for name in ("authlogic-bcrypt", "sorcery-bcrypt"):
    row(name, Source(FORMULA, "bcrypt-salt", **AUTHLOGIC_SALT))
row("sorcery-bcrypt-pepper", Source(FORMULA, "bcrypt-salt", columns=("salt", "1"), salt=some(ALPHANUMERIC, 20),
                                    constant1=some(HEX, 16, 64)))
for digest in ("md5", "sha1", "sha256", "sha512"):
    row("sorcery-" + digest, Source(FORMULA, "digest-then-salt", digest=digest, **AUTHLOGIC_SALT))
row("devise-sha512", Source(FORMULA, "devise-sha512", columns=("salt", "1"), salt=some(ALPHANUMERIC, 20),
                            constant1=some(HEX, 128)))
row("clearance-sha1", Source(FORMULA, "clearance-sha1", columns=("salt",), salt=some(HEX, 40)))

row("matrix-synapse", Source(SYNAPSE, takes=utf8, columns="1", constant1=some(ALPHANUMERIC, 16, 60)))
row("matrix-synapse-unpeppered", Source(SYNAPSE, takes=utf8))
row("nodebb", Source(FORMULA, "nodebb"))
for digest in ("md5", "sha1"):
    row("ojs-" + digest, Source(FORMULA, "user-then-password", digest=digest, user=USER, columns=("user",)))
for digest in ("md5", "sha256", "sha512"):
    row("rabbitmq-" + digest, Source(FORMULA, "rabbitmq", digest=digest, salt=raw(4)))
row("jenkins-sha256", Source(FORMULA, "jenkins-sha256", takes=utf8, salt=some(string.ascii_letters, 6)))
row("couchdb-sha1", Source(FORMULA, "couchdb-sha1", takes=utf8, salt=some(HEX, 32)))

for name, rounds, length, salt in (
    ("grafana", 10000, 50, some(ALPHANUMERIC, 10)),
    ("gitea-pbkdf2", 10000, 50, raw(10, 16)),
    ("gitea-pbkdf2-v2", 50000, 50, raw(16)),
    ("gitea-pbkdf2-hi", 320000, 50, raw(16)),
    ("discourse", 600000, 32, some(HEX, 32)),
    ("discourse-64000", 64000, 32, some(HEX, 32)),
):
    # Their rounds are those of the system: few are enough.
    row(name, Source(FORMULA, "pbkdf2-sha256", most=5 if rounds > 10000 else 11, rounds=rounds, length=length, salt=salt,
                     columns=("salt",)))
for name, tag in (("", "PBKDF2"), ("-stretch", "PBKDF2_STRETCH")):
    row("elasticsearch-pbkdf2" + name, Source(FORMULA, "elasticsearch", tag=tag, rounds=PBKDF2_ROUNDS, salt=raw(16, 32)))
row("moodle-pepper", Source(FORMULA, "moodle-pepper", takes=lambda password: b"\0" not in password, columns="1",
                            constant1=printable(32), salt=some(ALPHANUMERIC, 16)))
row("jenkins-pbkdf2", Source(FORMULA, "jenkins-pbkdf2", rounds=PBKDF2_ROUNDS, salt=raw(16)))
for digest in ("sha1", "sha224", "sha256", "sha384", "sha512"):
    named = "" if digest == "sha1" else digest
    row("couchdb-pbkdf2" + "-" * bool(named) + named,
        Source(FORMULA, "couchdb-pbkdf2", digest=digest, mark2=":" * bool(named) + named, rounds=PBKDF2_ROUNDS,
               salt=some(HEX, 32)))
for name in ("ipa-nt", "samba-nt"):
    row("kanidm-" + name, Source(FORMULA, name, takes=utf8))

# It lets nobody in without a password.
row("e107", Source(FORMULA, "e107", takes=not_empty, user=USER, columns=("user",)))
row("aspnet-membership-sha1", Source(FORMULA, "aspnet-membership-sha1", takes=utf8, columns=("salt",),
                                     salt=lambda rng: base64.b64encode(rng.randbytes(16))))
row("umbraco", Source(FORMULA, "umbraco", takes=utf8))
for name, algorithm in (("md5", "MD5"), ("sha1", "SHA-1"), ("sha256", "SHA-256"), ("sha512", "SHA-512")):
    row("tomcat-" + name, *[Source(TOMCAT, f"{algorithm}/{rounds}/{salt}", takes=utf8)
                            for rounds, salt in ((1, 32), (2, 1), (50, 8))])
for name, method, salt in (
    ("sha256-separate", "SaltedSha256", some(HEX, 32)),
    ("sha512-separate", "SaltedSha512", some(HEX, 32)),
    ("double-sha512", "DoubleSha512", some(HEX, 32)),
    ("cmw", "CmwCrypt", None),
    ("royalauth", "RoyalAuth", None),
    ("phpfusion", "PhpFusion", some(HEX, 12)),
):
    # The last takes the password as ASCII, with question marks for all else.
    row("authme-" + name, Source(AUTHME, method, takes=bytes.isascii if name == "phpfusion" else utf8,
                                 columns=("salt",) if salt else (), **({"salt": salt} if salt else {})))


def write(name):
    rng = random.Random("passwords of " + name)
    passwords = edge_passwords(rng)
    while len(passwords) < len(ROWS[name]):
        passwords += edge_passwords(rng)
    vectors = make(name, random.Random("vectors of " + name), passwords)
    if not vectors:
        print(f"{name}: no program is at hand", file=sys.stderr)
        return
    with open(os.path.join(HERE, name + ".json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(vector) for vector in vectors) + "\n]\n")
    print(name, len(vectors))


if __name__ == "__main__":
    for name in sys.argv[1:] or ROWS:
        write(name)
