# Runs a PostgreSQL in a folder of its own until standard input ends, however the tests end; `stop`,
# `start`, `freeze` and `thaw` there do what they say.
# Takes the folder of its programs; prints the folder of its socket once it answers.
set -eu
programs=$1
folder=$(mktemp -d /tmp/postgres.XXXXXX)
trap 'rm -rf "$folder"' EXIT
fail() { cat "$folder/log" >&2; exit 1; }

"$programs/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 \
    --no-sync > "$folder/log" 2>&1 || fail
start() {
    "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
        -c max_connections=200 -c deadlock_timeout=100ms \
        -c lock_timeout=30s > "$folder/log" 2>&1 &
    server=$!
    until grep -q 'ready to accept connections' "$folder/log"; do
        kill -0 $server 2> /dev/null || fail
        sleep 0.05
    done
}
stop() {
    kill -QUIT $server 2> /dev/null || true
    wait $server || true
}
processes() { cat "/proc/$server/task/$server/children"; }
freeze() { kill -STOP $server $(processes); }
thaw() { kill -CONT $server $(processes); }
start
echo "$folder"

# Each line is something to do, and is answered when it is done.
while read -r command; do
    "$command"
    echo "$command"
done
stop
