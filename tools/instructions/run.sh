#!/usr/bin/env bash
# Instructions of each case, by callgrind: those of 600 calls less those of 100, over 500. Compared
# with `recorded.txt`: none may have more than 5 % over what is recorded.
#
#     bash tools/instructions/run.sh [--record]
set -euo pipefail
cd "$(dirname "$0")"
cargo build --release --locked --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count() { # count CASE CALLS: instructions of the whole run
    valgrind --tool=callgrind --callgrind-out-file="$work/out" \
        target/release/instructions "$1" "$2" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    sed -n 's/^summary: //p' "$work/out"
}

cases=(parse-bcrypt parse-argon2 parse-ambiguous parse-as-md5 parse-as-sha256 verify-md5
    verify-argon2 write-argon2 authenticate-no-account authenticate-md5)
for case in "${cases[@]}"; do
    many=$(count "$case" 600)
    few=$(count "$case" 100)
    echo "$case $(((many - few) / 500))"
done > "$work/counted.txt"
if [ "${1:-}" = --record ]; then
    cp "$work/counted.txt" recorded.txt
    cat recorded.txt
    exit
fi
join <(sort recorded.txt) <(sort "$work/counted.txt") > "$work/both.txt"
awk -v cases="${#cases[@]}" '
    { over = $3 > $2 * 1.05; failed += over
      printf "%-24s %7d recorded %7d counted%s\n", $1, $2, $3, over ? "  OVER" : "" }
    END { if (NR != cases) { print "a case is not recorded"; failed = 1 }
          exit failed > 0 }' "$work/both.txt"
