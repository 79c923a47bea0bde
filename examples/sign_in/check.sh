#!/usr/bin/env bash
# Runs the built example on input that is not shipped: broken files, a kept database, one user.
#
#     bash check.sh path/to/sign_in
set -euo pipefail
sign_in=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { printf 'FAILED: %s\n--- printed:\n%s\n' "$1" "$printed"; exit 1; }
has() { grep -qF -- "$1" <<< "$printed" || fail "no line has: $1"; }
runs() { # runs EXPECTED-STATUS ARGS...
    local expected=$1 status=0
    shift
    printed=$("$sign_in" "$@" 2>&1) || status=$?
    [ "$status" = "$expected" ] || fail "status $status instead of $expected for: $*"
}

md5='"passwordEncrypted":"5f4dcc3b5aa765d61d8327deb882cf99","passwordEncryptionMethod":"MD5"'
cat > users.json << JSON
[
  {"username":"first",$md5},
  {"username":"broken" "record"},
  {"username":"second, [{\"",$md5,"customData":{"a":["]",{"b":"}"}]}},
  {"username":"first",$md5},
  {"primaryEmail":"third@example.org",$md5},
  {"username":"cut off","passwordEncrypted":"5f4dcc3b5aa765
JSON

runs 0 --users users.json --database kept.db
has "Imported 3 of 6 records from users.json."
has "record 2, line 3: not JSON"
has "record 4, line 5: the user stands further up already"
has "record 6, line 7: not JSON"
has "The file is not whole: it breaks off inside the array."
has "Moved: 0 of 3 passwords (3 users)."

printf 'password\r\n' | "$sign_in" --database kept.db first > printed.txt
printed=$(cat printed.txt)
has "in, hash moved"
has "Moved: 1 of 3 passwords (3 users)."

runs 0 --database kept.db first password
has "in, hash is current"
runs 1 --database kept.db first wrong
has "no: wrong password"
runs 1 --database kept.db nobody password
has "no: no such user"

# An import never replaces what is there.
runs 0 --users users.json --database kept.db
has "Imported 0 of 6 records from users.json."
has "3 were in the database already and stay as they are."
has "Moved: 1 of 3 passwords (3 users)."

echo '{"username":"alone"}' > object.json
runs 0 --users object.json
has "The file is not whole: it is no JSON array."
runs 2 --users missing.json
has "missing.json: "
runs 2 --unknown
has "Usage: sign_in"
echo "the example holds on other input"
