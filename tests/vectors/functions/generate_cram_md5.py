"""Writes cram_md5.json: by Dovecot's `doveadm pw`. Passwords and digests are in hexadecimal. Run as:
python3 generate_cram_md5.py"""

import json
import random
import subprocess
from pathlib import Path

# doveadm takes no empty password.
LENGTHS = [1, 7, 8, 9, 15, 16, 17, 55, 56, 57, 62, 63, 64, 65, 66, 119, 120, 127, 128, 129, 191, 192, 193, 255, 256]
choose = random.Random(20261124)


def doveadm(password):
    argv = ["doveadm", "-c", "/dev/null", "pw", "-s", "CRAM-MD5", "-p", password]
    text = subprocess.run(argv, capture_output=True, check=True).stdout.decode().strip()
    return text.removeprefix("{CRAM-MD5}")


cases = []
for length in LENGTHS:
    password = bytes(choose.randint(1, 255) for _ in range(length))
    cases.append({"function": "cram_md5", "password": password.hex(), "salt": "", "number": 0, "digest": doveadm(password)})
rows = ",\n".join(json.dumps(one) for one in cases)
(Path(__file__).parent / "cram_md5.json").write_text(f"[\n{rows}\n]\n")
