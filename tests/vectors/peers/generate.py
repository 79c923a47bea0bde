#!/usr/bin/env python3
"""Writes peers.json: a stored text of each kind that other systems accept, of the password `correct horse`, and the row
that reads it. `tests/suite/peers.rs` says what each system's source was.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install passlib==1.7.4 'bcrypt<5' argon2-cffi
    /tmp/peers/bin/python generate.py

The digests are those of passlib, argon2-cffi, Python's hashlib and perl's crypt (libxcrypt); only the marks around them
are put together here. Salts are the same at every run, except that argon2-cffi draws its own.
"""
import base64, hashlib, hmac, json, os, subprocess

from argon2.low_level import Type, hash_secret
from passlib import hash as passlib

PASSWORD = b"correct horse"
SALT = b"NaClNaClNaClNaCl"


def crypt(setting):
    program = "binmode STDIN; local $/; my ($s, $p) = split /\n/, <STDIN>, 2; print crypt($p, $s)"
    done = subprocess.run(["perl", "-e", program], input=setting.encode() + b"\n" + PASSWORD, capture_output=True, check=True)
    return done.stdout.decode()


def b64(raw):
    return base64.b64encode(raw).decode()


def unpadded(raw):
    return b64(raw).rstrip("=")


def argon2(kind):
    return hash_secret(PASSWORD, SALT, 1, 8, 1, 32, kind).decode()


def digest(name, data):
    return hashlib.new(name, data).digest()


def tagged(tag, name, salt=b""):
    return f"{{{tag}}}" + b64(digest(name, PASSWORD + salt) + salt)


def pbkdf2(name, length=None):
    return hashlib.pbkdf2_hmac(name, PASSWORD, SALT, 1000, length)


def phc_pbkdf2(name):
    key = pbkdf2(name)
    return f"$pbkdf2-{name}$i=1000,l={len(key)}${unpadded(SALT)}${unpadded(key)}"


def ab64(raw):
    return unpadded(raw).replace("+", ".")


def scrypt(cost):
    return hashlib.scrypt(PASSWORD, salt=SALT, n=cost, r=8, p=1, dklen=32)


def phc_scrypt(mark):
    return f"${mark}$ln=4,r=8,p=1${unpadded(SALT)}${unpadded(scrypt(16))}"


def kratos_scrypt():
    """The cost is written as it is."""
    return f"$scrypt$ln=16384,r=8,p=1${b64(SALT)}${b64(scrypt(16384))}"


def nt():
    return passlib.nthash.hash(PASSWORD)


def pf(name):
    places = b64(b"{SALT}{PASSWORD}")
    return f"${name}$pf={places}${b64(SALT)}${b64(digest(name, SALT + PASSWORD))}"


def kratos_hmac(name):
    key = hmac.new(SALT, PASSWORD, name) if name != "md4" else None
    text = key.hexdigest() if key else hmac_md4()
    return f"$hmac-{name}${b64(text.encode())}${b64(SALT)}"


def hmac_md4():
    """Python's OpenSSL has no MD4: passlib's, by RFC 2104."""
    from passlib.crypto.digest import lookup_hash

    md4 = lookup_hash("md4").const
    block = SALT.ljust(64, b"\0")
    inner = md4(bytes(byte ^ 0x36 for byte in block) + PASSWORD).digest()
    return md4(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()


def django():
    return "pbkdf2_sha256$1000$NaCl$" + b64(hashlib.pbkdf2_hmac("sha256", PASSWORD, b"NaCl", 1000))


BCRYPT = {version: crypt(f"$2{version}$04$abcdefghijklmnopqrstuu") for version in "aby"}
MD5 = crypt("$1$NaCl$")
SHA256 = crypt("$5$rounds=1000$NaCl$")
SHA512 = crypt("$6$rounds=1000$NaCl$")
DES = crypt("Na")
BSDI = crypt("_/...NaCl")
SHA1 = crypt("$sha1$100$NaClNaCl$")
PHPASS = passlib.phpass.using(salt="NaClNaCl", rounds=7).hash(PASSWORD)
MD5_64 = lambda data: b64(digest("md5", data))


def drupal():
    """passlib has no Drupal: its formula, in passlib's digits."""
    from passlib.utils.binary import h64

    value = digest("sha512", b"NaClNaCl" + PASSWORD)
    for _ in range(1 << 7):
        value = digest("sha512", value + PASSWORD)
    return "$S$5NaClNaCl" + h64.encode_bytes(value).decode()[:43]


KINDS = {
    "Stalwart": [
        ("$argon2i", argon2(Type.I), "argon2"),
        ("$argon2d", argon2(Type.D), "argon2"),
        ("$argon2id", argon2(Type.ID), "argon2"),
        ("$pbkdf2-sha256", phc_pbkdf2("sha256"), "pbkdf2-phc-sha256"),
        ("$pbkdf2-sha512", phc_pbkdf2("sha512"), "pbkdf2-phc-sha512"),
        ("$scrypt", phc_scrypt("scrypt"), "scrypt"),
        *[(f"$2{version}$", text, "bcrypt") for version, text in BCRYPT.items()],
        ("$6$", SHA512, "sha512-crypt"),
        ("$5$", SHA256, "sha256-crypt"),
        ("$sha1$", SHA1, "sha1-crypt"),
        ("$1$", MD5, "md5-crypt"),
        ("_", BSDI, "bsdi-crypt"),
        ("{ARGON2}", "{ARGON2}" + argon2(Type.ID), "ldap-argon2"),
        ("{ARGON2I}", "{ARGON2I}" + argon2(Type.I), "dovecot-argon2i"),
        ("{ARGON2ID}", "{ARGON2ID}" + argon2(Type.ID), "dovecot-argon2id"),
        ("{PBKDF2}", "{PBKDF2}" + phc_pbkdf2("sha256"), "stalwart-pbkdf2"),
        ("{SHA}", tagged("SHA", "sha1"), "ldap-sha"),
        ("{SSHA}", tagged("SSHA", "sha1", SALT), "ldap-ssha"),
        ("{SHA256}", tagged("SHA256", "sha256"), "ldap-sha256"),
        ("{SSHA256}", tagged("SSHA256", "sha256", SALT), "ldap-ssha256"),
        ("{SHA512}", tagged("SHA512", "sha512"), "ldap-sha512"),
        ("{SSHA512}", tagged("SSHA512", "sha512", SALT), "ldap-ssha512"),
        ("{MD5}", tagged("MD5", "md5"), "ldap-md5"),
        ("{CRYPT}$", "{CRYPT}" + SHA512, "ldap-crypt"),
        ("{CRYPT} of DES", "{CRYPT}" + DES, "ldap-crypt"),
        ("{PLAIN}", "{PLAIN}" + PASSWORD.decode(), "ldap-plain"),
        ("{CLEAR}", "{CLEAR}" + PASSWORD.decode(), "ldap-plain"),
        ("nothing", PASSWORD.decode(), "plaintext"),
    ],
    "Kanidm": [
        ("pbkdf2_sha256$", django(), "django-pbkdf2-sha256"),
        ("ipaNTHash: ", "ipaNTHash: " + base64.urlsafe_b64encode(bytes.fromhex(nt())).decode().rstrip("="), "kanidm-ipa-nt"),
        ("sambaNTPassword: ", "sambaNTPassword: " + nt().upper(), "kanidm-samba-nt"),
        ("{PBKDF2}", f"{{PBKDF2}}1000${ab64(SALT)}${ab64(pbkdf2('sha1'))}", "ldap-pbkdf2"),
        ("{PBKDF2-SHA1}", f"{{PBKDF2-SHA1}}1000${ab64(SALT)}${ab64(pbkdf2('sha1'))}", "ldap-pbkdf2"),
        ("{PBKDF2-SHA256}", f"{{PBKDF2-SHA256}}1000${ab64(SALT)}${ab64(pbkdf2('sha256'))}", "ldap-pbkdf2-sha256"),
        ("{PBKDF2-SHA512}", f"{{PBKDF2-SHA512}}1000${ab64(SALT)}${ab64(pbkdf2('sha512'))}", "ldap-pbkdf2-sha512"),
        ("{PBKDF2-SHA512} in base64", f"{{PBKDF2-SHA512}}1000${b64(SALT)}${b64(pbkdf2('sha512'))}", "ldap-pbkdf2-sha512"),
        ("{ARGON2}", "{ARGON2}" + argon2(Type.ID), "ldap-argon2"),
        ("{crypt}$1$", "{crypt}" + MD5, "ldap-crypt"),
        ("{crypt}$5$", "{crypt}" + SHA256, "ldap-crypt"),
        ("{crypt}$6$", "{CRYPT}" + SHA512, "ldap-crypt"),
        ("{SHA}", tagged("SHA", "sha1"), "ldap-sha"),
        ("{SSHA}", tagged("SSHA", "sha1", SALT), "ldap-ssha"),
        ("{SHA256}", tagged("SHA256", "sha256"), "ldap-sha256"),
        ("{SSHA256}", tagged("SSHA256", "sha256", SALT), "ldap-ssha256"),
        ("{SHA512}", tagged("SHA512", "sha512"), "ldap-sha512"),
        ("{SSHA512}", tagged("SSHA512", "sha512", SALT), "ldap-ssha512"),
    ],
    "passwap": [
        ("argon2i", argon2(Type.I), "argon2"),
        ("argon2id", argon2(Type.ID), "argon2"),
        *[("2" + version, text, "bcrypt") for version, text in BCRYPT.items()],
        ("S", drupal(), "drupal"),
        ("1", MD5, "md5-crypt"),
        ("md5plain", digest("md5", PASSWORD).hex(), "md5"),
        ("md5salted-prefix", "$md5salted-prefix$NaCl$" + MD5_64(b"NaCl" + PASSWORD), "passwap-md5-prefix"),
        ("md5salted-suffix", "$md5salted-suffix$NaCl$" + MD5_64(PASSWORD + b"NaCl"), "passwap-md5-suffix"),
        ("P", PHPASS, "phpass"),
        ("H", PHPASS.replace("$P$", "$H$"), "phpass-phpbb"),
        ("5", SHA256, "sha256-crypt"),
        ("6", SHA512, "sha512-crypt"),
        ("scrypt", phc_scrypt("scrypt"), "scrypt"),
        ("7", phc_scrypt("7"), "passwap-scrypt-7"),
        ("pbkdf2", f"$pbkdf2$1000${ab64(SALT)}${ab64(pbkdf2('sha1'))}", "pbkdf2"),
        *[(f"pbkdf2-{name}", f"$pbkdf2-{name}$1000${ab64(SALT)}${ab64(pbkdf2(name))}", row) for name, row in (
            ("sha224", "passwap-pbkdf2-sha224"), ("sha256", "pbkdf2-sha256"), ("sha384", "passwap-pbkdf2-sha384"),
            ("sha512", "pbkdf2-sha512"))],
    ],
    "Ory Kratos": [
        ("md5crypt", MD5.replace("$1$", "$md5-crypt$"), "kratos-md5-crypt"),
        ("bcrypt", BCRYPT["a"], "bcrypt"),
        ("sha256crypt", SHA256.replace("$5$", "$sha256-crypt$"), "kratos-sha256-crypt"),
        ("sha512crypt", SHA512.replace("$6$", "$sha512-crypt$"), "kratos-sha512-crypt"),
        ("argon2id", argon2(Type.ID), "argon2"),
        ("argon2i", argon2(Type.I), "argon2"),
        *[(f"pbkdf2 of {name}", phc_pbkdf2(name), f"pbkdf2-phc-{name}") for name in ("sha1", "sha256", "sha512")],
        ("scrypt", kratos_scrypt(), "scrypt"),
        ("ssha", tagged("SSHA", "sha1", SALT), "ldap-ssha"),
        ("ssha of SHA-256", tagged("SSHA256", "sha256", SALT), "ldap-ssha256"),
        ("ssha of SHA-512", tagged("SSHA512", "sha512", SALT), "ldap-ssha512"),
        *[(f"sha of {name}", pf(name), f"kratos-{name}") for name in ("sha1", "sha256", "sha512")],
        ("md5", "$md5$" + MD5_64(PASSWORD), "kratos-md5-unsalted"),
        ("md5 with a salt", pf("md5"), "kratos-md5"),
        *[(f"hmac of {name}", kratos_hmac(name), f"kratos-hmac-{name}")
          for name in ("md4", "md5", "sha1", "sha224", "sha256", "sha384", "sha512")],
    ],
}

if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    lines = [json.dumps({"peer": peer, "kind": kind, "hash": text, "row": row})
             for peer, kinds in KINDS.items() for kind, text, row in kinds]
    with open(os.path.join(here, "peers.json"), "w") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]\n")
    print(len(lines), "kinds")
