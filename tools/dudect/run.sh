#!/usr/bin/env bash
# Three runs of each bench, 100,000 samples a run. |t| must be below 5 in two of the three, and above
# 5 in all of them for the control with the naive loop. Not a part of CI: it measures time.
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR=$PWD/target
cargo build --release --locked --quiet
for _ in 1 2 3; do
    target/release/dudect
done | awk '
    /max t =/ {
        name = $2
        match($0, /max t = [+-]?[0-9.]+/)
        t = substr($0, RSTART + 8, RLENGTH - 8) + 0
        ts[name] = ts[name] sprintf(" %+8.2f", t)
        if (t < 0) t = -t
        if (t < 5) below[name]++
        runs[name]++
    }
    END {
        print "bench            t in each run"
        for (name in runs) {
            if (name == "control_loop") good = below[name] == 0
            else good = below[name] >= 2
            if (runs[name] != 3) good = 0
            printf "%-14s%s  %s\n", name, ts[name], good ? "ok" : "NOT OK"
            if (!good) failed = 1
            count++
        }
        if (count != 6) { print "not every bench ran"; failed = 1 }
        exit failed
    }'
