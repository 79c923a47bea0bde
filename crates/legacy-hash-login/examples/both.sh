#!/usr/bin/env bash
# Starts the old system and the server, and signs users in through both roads: the imported hashes,
# and the passwords that the old system alone knows.
set -euo pipefail
cd "$(dirname "$0")/../../.."

cargo build --release --quiet -p legacy-hash-login --example server --example old_system
programs=${CARGO_TARGET_DIR:-target}/release/examples
data=crates/legacy-hash-login/examples/data
work=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; wait; rm -rf "$work"' EXIT

# What a program says of where it listens, or of its progress.
address() { sed -n "s|.*$1.* on \\(http://[^ ]*\\).*|\\1|p" "$2"; }

# The line in which a program says where it listens has the port that it was given.
start() {
    local log=$1
    shift
    "$@" > "$log" 2> "$log.err" &
    for _ in $(seq 100); do
        [ -n "$(address listen "$log")" ] && return
        sleep 0.1
    done
    cat "$log" "$log.err" >&2
    exit 1
}
start "$work/old.log" "$programs/old_system" --listen 127.0.0.1:0 \
    --passthrough-code 'it is us' --passback-code 'it is me'
# Secrets stand in the environment, where other users of the machine do not read them.
export LEGACY_HASH_PASSTHROUGH_CODE='it is us' LEGACY_HASH_PASSBACK_CODE='it is me'
start "$work/server.log" "$programs/server" --demo --database "sqlite://$work/users.db?mode=rwc" \
    --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 \
    --passthrough "$(address listen "$work/old.log")"

export SERVER PROGRESS
SERVER=$(address listening "$work/server.log")
PROGRESS=$(address progress "$work/server.log")
PASSWORDS=$data/passwords.json python3 - << 'PY'
import json, os, urllib.error, urllib.request

server = os.environ["SERVER"]
passwords = json.load(open(os.environ["PASSWORDS"], encoding="utf-8"))


def ask(address, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def sign_in(name, password):
    body = {"emailOrUsername": f"{name}@example.org", "password": password, "tenantId": "demo"}
    return ask(server + "/v0/auth/basic", body)


print(f"{'user':<11} {'wrong password':<15} {'first sign-in':<14} second sign-in")
failures = 0
for name, password in passwords.items():
    wrong, first, second = (sign_in(name, p)[0] for p in (password + "!", password, password))
    failures += (wrong, first, second) != (401, 200, 200)
    print(f"{name:<11} {wrong:<15} {first:<14} {second}")
status, progress = ask(os.environ["PROGRESS"])
print(f"\n{progress['moved']} of {progress['accounts']} accounts have moved to Argon2id.")
raise SystemExit(failures > 0 or progress["moved"] != progress["accounts"])
PY
echo
echo "What the old system was asked, the second sign-ins not among it:"
grep asked "$work/old.log"
