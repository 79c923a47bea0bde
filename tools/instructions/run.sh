#!/usr/bin/env bash
# Instructions of each case, by callgrind: those of 600 calls less those of 100, over 500; less those
# of Argon2 itself, and of wiping the stack that it had, where it is computed. Compared with
# `recorded.txt`: none may have more than 5 % over what is recorded there, by the compiler that its
# first line names.
#
#     bash tools/instructions/run.sh [--record]
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR=$PWD/target
cargo build --release --locked --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count() { # count CASE CALLS: instructions of the whole run
    valgrind --tool=callgrind --callgrind-out-file="$work/out" \
        target/release/instructions "$1" "$2" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    sed -n 's/^summary: //p' "$work/out"
}

each() { # each CASE: instructions of one call
    local many few
    many=$(count "$1" 600)
    few=$(count "$1" 100)
    echo $(((many - few) / 500))
}

argon2=$(each argon2)
for case in parse-bcrypt parse-argon2 parse-ambiguous parse-as-md5 parse-as-sha256 verify-md5 \
    write-argon2; do
    echo "$case $(each "$case")"
done > "$work/counted.txt"
for case in verify-argon2 authenticate-no-account authenticate-md5; do
    echo "$case $(($(each "$case") - argon2))"
done >> "$work/counted.txt"
if [ "${1:-}" = --record ]; then
    { echo "# $(rustc --version)"; cat "$work/counted.txt"; } > recorded.txt
    cat recorded.txt
    exit
fi
join <(grep -v "^#" recorded.txt | sort) <(sort "$work/counted.txt") > "$work/both.txt"
awk -v cases="$(wc -l < "$work/counted.txt")" '
    { over = $3 > $2 * 1.05; failed += over
      printf "%-24s %7d recorded %7d counted%s\n", $1, $2, $3, over ? "  OVER" : "" }
    END { if (NR != cases) { print "a case is not recorded"; failed = 1 }
          exit failed > 0 }' "$work/both.txt"
