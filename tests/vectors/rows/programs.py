"""Asks programs for stored texts. Every program is a `Program`: its name and version, or why it is not here, and `ask`."""
import atexit, json, os, pwd, shutil, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))


class Program:
    """`by` is None where the program is not installed; `ask` takes jobs and gives a text for each, None where the
    program refuses one. A job holds `op`, `password` and whatever else the operation takes; bytes go over in hexadecimal."""

    def __init__(self, version, ask):
        self._version, self.ask, self._by = version, ask, False

    @property
    def by(self):
        if self._by is False:
            try:
                self._by = self._version()
            except (OSError, ValueError, subprocess.CalledProcessError):
                self._by = None
        return self._by


def output(*argv, **options):
    return subprocess.run(argv, capture_output=True, check=True, **options).stdout.decode().removesuffix("\n")


def in_hex(job):
    return {key: value.hex() if isinstance(value, bytes) else value for key, value in job.items()}


def helper(version, *argv):
    """A program that reads all jobs as JSON from its standard input and writes the texts as JSON."""

    def ask(jobs):
        stdin = json.dumps([in_hex(job) for job in jobs]).encode()
        return json.loads(subprocess.run(argv, input=stdin, stdout=subprocess.PIPE, check=True).stdout)

    return Program(version, ask)


FIELDS = ("password", "salt", "user", "constant1")


def java(version, variable, main):
    """A Java class that reads lines of an operation, password, salt, user and constant, and writes lines; all bytes in hexadecimal."""
    classes = os.environ.get(variable, "")

    def ask(jobs):
        stdin = "".join(" ".join([job["op"]] + [job.get(field, b"").hex() for field in FIELDS]) + "\n" for job in jobs)
        done = subprocess.run(["java", "-cp", classes, main], input=stdin.encode(), stdout=subprocess.PIPE, check=True)
        return [bytes.fromhex(line).decode() for line in done.stdout.decode().splitlines()]

    def installed():
        if not os.path.isfile(os.path.join(classes.split(":")[0], main + ".class")):
            raise FileNotFoundError(main)
        return version

    return Program(installed, ask)


def single(version, run):
    """A program that is started once for each password."""

    def quietly(job):
        try:
            return run(job)
        except subprocess.CalledProcessError:
            return None

    def ask(jobs):
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(quietly, jobs))

    return Program(version, ask)


def debian(package):
    return package + " " + output("dpkg-query", "-W", "-f", "${Version}", package)


def installed(program, package):
    """The program's name and its package's version, if it is there."""
    if not shutil.which(program):
        raise FileNotFoundError(program)
    return program + " " + debian(package).split()[1]


def here(*names):
    return os.path.join(HERE, *names)


# perl's crypt is libxcrypt's in Debian.
PERL = helper(lambda: "perl " + output("perl", "-e", "print $^V") + ", libxcrypt", "perl", here("crypt.pl"))
PHP_VERSION = lambda: "php " + output("php", "-r", "echo PHP_VERSION;")
PHP = helper(PHP_VERSION, "php", here("digests.php"))
FORMULA = helper(lambda: "formula, " + PHP_VERSION(), "php", here("formulas.php"))
NODE_VERSION = lambda: "Node " + output("node", "--version")
NODE = helper(NODE_VERSION, "node", here("digests.js"))
NODE_FORMULA = helper(lambda: "formula, " + NODE_VERSION(), "node", here("digests.js"))
DERIVATIONS = helper(lambda: "formula, " + NODE_VERSION(), "node", here("derivations.js"))
# The folder that npm installed it into.
NODE_PACKAGES = os.environ.get("NODE_PACKAGES", "")
BETTER_AUTH = helper(lambda: output("node", here("better-auth.mjs"), NODE_PACKAGES, "version"),
                     "node", here("better-auth.mjs"), NODE_PACKAGES)


def php_application(name):
    """PHP applications' own code, unpacked from their Debian packages into PHP_APPLICATIONS."""
    root = os.environ.get("PHP_APPLICATIONS", "/")
    return helper(lambda: output("php", here("applications.php"), root, name, "version"),
                  "php", here("applications.php"), root, name)


DOKUWIKI = php_application("dokuwiki")
SYMFONY = php_application("symfony")
MEDIAWIKI = php_application("mediawiki")
WORDPRESS = php_application("wordpress")
HORDE = php_application("horde")


AUTHME = java("AuthMe 6.0.0", "AUTHME_CLASSES", "AuthMe")
SPRING = java("Spring Security 6.4.13", "SPRING_CLASSES", "Spring")
TOMCAT = java("Tomcat 10.1", "TOMCAT_CLASSES", "Tomcat")


def python_package(name, variable=None):
    """A Python package, in this interpreter or in the one that an environment variable names."""
    python = os.environ.get(variable, "") if variable else sys.executable
    return helper(lambda: output(python, here("frameworks.py"), name, "version"), python, here("frameworks.py"), name)


PASSLIB = python_package("passlib")
DJANGO = python_package("django")
WERKZEUG = python_package("werkzeug")
LATER_DJANGO = python_package("django", "LATER_PYTHON")
LATER_WERKZEUG = python_package("werkzeug", "LATER_PYTHON")
PYTHON = python_package("python")
GOSTCRYPTO = python_package("gostcrypto")
SYNAPSE = python_package("synapse")


# slapd's module for a scheme, where it is not built in.
MODULES = {"SHA256": "pw-sha2", "SHA384": "pw-sha2", "SHA512": "pw-sha2", "ARGON2": "argon2 m=64 t=1 p=1"}


def slappasswd(job):
    scheme = job["op"].strip("{}")
    module = "pw-pbkdf2" if scheme.startswith("PBKDF2") else MODULES.get(scheme.removeprefix("S"), MODULES.get(scheme))
    load = ["-o", "module-load=" + module] if module else []
    with tempfile.NamedTemporaryFile() as file:
        file.write(job["password"])
        file.flush()
        return output("slappasswd", "-n", "-h", job["op"], "-T", file.name, *load)


def doveadm(job):
    user = ["-u", job["user"]] if "user" in job else []
    rounds = ["-r", str(job["rounds"])] if "rounds" in job else []
    # Without a configuration file it refuses to run.
    return output("doveadm", "-c", "/dev/null", "pw", "-s", job["op"], *user, *rounds, "-p", job["password"])


SLAPPASSWD = single(lambda: installed("slappasswd", "slapd"), slappasswd)
DOVEADM = single(lambda: installed("doveadm", "dovecot-core"), doveadm)

SERVER = None


def postgres_version():
    folder = max(os.listdir("/usr/lib/postgresql"), key=int)
    global SERVER
    SERVER = f"/usr/lib/postgresql/{folder}/bin/"
    return "PostgreSQL " + output(SERVER + "postgres", "--version").split()[2]


def postgres(jobs):
    """A database of its own, in single-user mode: no server is started. It does not run as root."""
    POSTGRES.by
    folder = tempfile.mkdtemp(prefix="rows-postgres-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.chown(folder, "postgres")
    user = {"user": "postgres", "cwd": folder} if os.geteuid() == 0 else {"cwd": folder}
    if os.geteuid() == 0:
        user |= {"group": pwd.getpwnam("postgres").pw_gid, "extra_groups": []}
    data = os.path.join(folder, "data")
    output(SERVER + "initdb", "-D", data, "-E", "SQL_ASCII", "--locale=C", "-U", "postgres", "--no-sync", **user)
    quoted = lambda text, mark: mark + text.replace(mark.encode(), 2 * mark.encode()).decode("latin-1") + mark
    lines = [f"SET password_encryption = '{jobs[0]['op']}'", "SET standard_conforming_strings = on"]
    for number, job in enumerate(jobs):
        name = quoted(job["user"], '"')
        # Names may occur twice among the jobs, so that each role goes again.
        lines += [f"CREATE ROLE {name} PASSWORD {quoted(job['password'], chr(39))}",
                  f"SELECT {number} AS job, rolpassword FROM pg_authid WHERE rolname = {quoted(job['user'], chr(39))}",
                  f"DROP ROLE {name}"]
    done = subprocess.run([SERVER + "postgres", "--single", "-D", data, "postgres"], check=True, capture_output=True,
                          input="".join(line + "\n" for line in lines).encode("latin-1"), **user)
    texts, number = [None] * len(jobs), None
    for line in done.stdout.decode("latin-1").splitlines():
        if 'job = "' in line:
            number = int(line.split('"')[1])
        elif 'rolpassword = "' in line:
            texts[number] = line.split('"')[1]
    return texts


POSTGRES = Program(postgres_version, postgres)
