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

runs 1 --users users.json --database kept.db
has 'Imported 3 of 6 records from "users.json".'
has "record 2, line 3: not JSON"
has "record 4, line 5: a second record of this user"
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
runs 1 --users users.json --database kept.db
has 'Imported 0 of 6 records from "users.json".'
has "3 were in the database already and stay as they are."
has "Moved: 1 of 3 passwords (3 users)."

echo '{"username":"alone"}' > object.json
runs 1 --users object.json
has "The file is not whole: it is no JSON array."
runs 2 --users missing.json
has '"missing.json": '

# A missing quote, a missing bracket and one too many cost their own records.
cat > brackets.json << JSON
[
  {"username":"a",$md5},
  {"username":"b,$md5},
  {"username":"c",$md5},
  {"username":"d",$md5,
  {"username":"e",$md5}],
  {"username":"f",$md5}
]
JSON
runs 1 --users brackets.json
has "Imported 4 of 6 records"
has "record 2, line 3: not JSON"
has "record 4, line 5: not JSON"

# Bytes that are no UTF-8 cost the record that they stand in.
printf '[{"username":"g\xe9ne",%s},\n{"username":"h",%s}]' "$md5" "$md5" > latin1.json
runs 1 --users latin1.json
has "Imported 1 of 2 records"
has "record 1, line 1: not UTF-8"

# An empty user name is none.
printf '[{"username":"","primaryEmail":"i@example.org",%s},{"username":"",%s}]' "$md5" "$md5" > empty.json
runs 1 --users empty.json --database empty.db
has "Imported 1 of 2 records"
runs 0 --database empty.db i@example.org password

printf '[{"username":"j",%s,"passwordDigest":"*","passwordAlgorithm":"MD5"}]' "$md5" > two.json
runs 1 --users two.json
has "a digest in each spelling of the fields"

# A reader who leaves early is no error.
"$sign_in" | true
runs 2 --unknown
has "Usage: sign_in"
echo "the example holds on other input"
