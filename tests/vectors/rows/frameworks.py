"""Reads jobs as JSON and writes what one Python package makes of them: passlib, django, werkzeug, gostcrypto, or python itself."""
import hashlib, json, logging, sys, warnings

warnings.simplefilter("ignore")
# passlib looks for a version where newer bcrypts have none, and works all the same.
logging.getLogger("passlib").setLevel(logging.CRITICAL)


def decode(job):
    return {key: bytes.fromhex(value) if key in ("password", "salt", "user", "constant1") else value for key, value in job.items()}


class Passlib:
    def __init__(self):
        import passlib

        self.by = "passlib " + passlib.__version__

    def text(self, op, password, options=None, user=None, mark=""):
        import passlib.hash

        handler = getattr(passlib.hash, op)
        context = {} if user is None else {"user": user}
        return mark + handler.using(**(options or {})).hash(password, **context)


class Django:
    def __init__(self):
        import django
        from django.conf import settings

        # Django 4.2 no longer lists the oldest of its hashers by itself.
        names = ["PBKDF2", "PBKDF2SHA1", "Scrypt", "SHA1", "MD5", "UnsaltedSHA1", "UnsaltedMD5", "Argon2", "BCryptSHA256", "BCrypt"]
        if django.VERSION >= (5, 1):
            names = [name for name in names if name not in ("SHA1", "UnsaltedSHA1", "UnsaltedMD5")]
        settings.configure(PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}PasswordHasher" for name in names])
        self.by = "Django " + django.get_version()

    def text(self, op, password, salt=None, rounds=4):
        from django.contrib.auth import hashers

        hasher = hashers.get_hasher(op)
        # The lowest costs; the others keep theirs.
        hasher.rounds = 4
        hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 64, 1
        hasher.iterations, hasher.work_factor, hasher.block_size = rounds, 1 << rounds.bit_length(), 2
        # Salts are text in Django.
        salt = salt.decode() if salt is not None else hasher.salt()
        return hasher.encode(password.decode(), salt)


class Werkzeug:
    def __init__(self):
        import importlib.metadata

        self.by = "Werkzeug " + importlib.metadata.version("werkzeug")

    def text(self, op, password, length=16):
        from werkzeug.security import generate_password_hash

        return generate_password_hash(password.decode(), method=op, salt_length=length)


class Python:
    def __init__(self):
        self.by = "Python " + sys.version.split()[0]

    def text(self, op, password):
        digest = hashlib.new({"shake128": "shake_128", "shake256": "shake_256"}.get(op, op), password)
        # SHAKE has no length of its own.
        return digest.hexdigest(int(op[5:]) // 8) if op.startswith("shake") else digest.hexdigest()


class GostCrypto:
    def __init__(self):
        import importlib.metadata

        self.by = "gostcrypto " + importlib.metadata.version("gostcrypto")

    def text(self, op, password):
        import gostcrypto

        return gostcrypto.gosthash.new(op, data=bytearray(password)).hexdigest()


class Synapse:
    """Its formula, over Python's NFKC and the package bcrypt."""

    def __init__(self):
        import bcrypt

        self.by = f"formula, Python {sys.version.split()[0]}, bcrypt {bcrypt.__version__}"

    def text(self, op, password, constant1=b""):
        import bcrypt, unicodedata

        key = unicodedata.normalize("NFKC", password.decode()).encode() + constant1
        return bcrypt.hashpw(key, bcrypt.gensalt(4)).decode()


PACKAGES = {"passlib": Passlib, "django": Django, "werkzeug": Werkzeug, "python": Python, "gostcrypto": GostCrypto,
            "synapse": Synapse}


def text_or_none(package, job):
    """None where this version does not know the operation."""
    try:
        return package.text(**decode(job))
    except (ValueError, AttributeError):
        return None


if __name__ == "__main__":
    try:
        package = PACKAGES[sys.argv[1]]()
    except ImportError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
    if sys.argv[2:] == ["version"]:
        print(package.by)
    else:
        print(json.dumps([text_or_none(package, job) for job in json.load(sys.stdin)]))
