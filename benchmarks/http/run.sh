#!/usr/bin/env bash
# Measures the requests per second of HTTP hits, in memory and on Redis, as ratios to output caching and to an endpoint without a cache.
#
#   benchmarks/http/run.sh [memory] [redis]                           about 15 minutes
#   ROUNDS=3 DURATION=2 WARMUP=2 benchmarks/http/run.sh memory        a smoke run
#   KEYS="1024" ROUTES="floor cachekit output" benchmarks/http/run.sh redis
#
# KEYS are the numbers of keys: that many are requested in turn, by their query.
# The server runs alone on CPU 0; wrk and Redis run on CPU 1. Routes are measured alternately, and ratios are formed within each round,
# because the speed of the machine drifts.
set -euo pipefail
cd "$(dirname "$0")"

rounds=${ROUNDS:-9} duration=${DURATION:-5} warmup=${WARMUP:-10} connections=${CONNECTIONS:-32}
stores=("$@")
[[ $# -gt 0 ]] || stores=(memory redis)
read -ra routes <<<"${ROUTES:-floor cachekit output hybrid}"
read -ra counts <<<"${KEYS:-1 1024}"
work=$(mktemp -d)
ticks=$(getconf CLK_TCK)
server= redis=

stop() {
    for process in $server $redis; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    server= redis=
}

trap 'stop; rm -rf "$work"' EXIT

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

# Sets the variables redis and port.
start_redis() {
    for port in $(shuf -i 20000-60000 -n 5); do
        taskset -c 1 redis-server --port "$port" --bind 127.0.0.1 --dir "$work" --save '' --appendonly no >"$work/redis.log" &
        redis=$!
        while kill -0 "$redis" 2>/dev/null; do
            # The process id distinguishes our server from another one on this port.
            if redis-cli -p "$port" info server 2>/dev/null | grep -q "^process_id:$redis"; then return; fi
            sleep 0.1
        done
    done
    fail "redis-server did not start: $(tail -n 3 "$work/redis.log")"
}

# Sets the variables server and url. By default the runtime recompiles hot code only after 100 ms without newly compiled methods, which may
# never happen under full load. With a delay of 0, recompilation starts during the warm-up.
start_server() {
    DOTNET_TC_CallCountingDelayMs=0 DOTNET_gcServer=0 ASPNETCORE_ENVIRONMENT=Production taskset -c 0 dotnet Server/bin/Release/net10.0/Server.dll \
        --urls http://127.0.0.1:0 "$@" >"$work/server.log" 2>&1 &
    server=$!
    until url=$(grep -m 1 '^http://' "$work/server.log"); do
        kill -0 "$server" 2>/dev/null || fail "the server did not start: $(cat "$work/server.log")"
        sleep 0.1
    done
}

# Checks that every route returns the same bytes, and that those of a cache are hits.
check_hits() {
    for route in "${routes[@]}"; do
        for request in 1 2; do
            curl --fail --silent --show-error --dump-header "$work/$route.headers" --output "$work/$route.body" "$url/$route" ||
                fail "/$route failed at request $request"
        done
        cmp "$work/floor.body" "$work/$route.body" || fail "/$route returns different bytes than /floor"
    done
    grep -qi '^x-cachekit: hit' "$work/cachekit.headers" || fail '/cachekit is no hit'
    grep -qi '^age:' "$work/output.headers" || fail '/output is no hit'
}

cpu_ticks() {
    awk '{ print $14 + $15 }' "/proc/$server/stat"
}

allocated_bytes() {
    curl --fail --silent "$url/allocated"
}

# Prints the requests per second, the CPU time per request in microseconds, how busy the server was in percent, and its allocations per request
# in bytes, for a route, a duration and a number of keys. CPU time is that of the server's process, so it depends less on other work.
measure() {
    local before bytes
    bytes=$(allocated_bytes)
    before=$(cpu_ticks)
    KEYS=$3 taskset -c 1 wrk -t1 -c"$connections" -d"$2s" -s keys.lua "$url/$1" >"$work/wrk.log"
    if grep -E 'Non-2xx|Socket errors' "$work/wrk.log" >&2; then fail "/$1 had errors"; fi
    awk -v cpu=$(($(cpu_ticks) - before)) -v bytes=$(($(allocated_bytes) - bytes)) -v ticks="$ticks" -v length_of_run="$2" '
        / requests in / { requests = $1 }
        /^Requests\/sec:/ { rate = $2 }
        END { printf "%.0f %.1f %.0f %.0f\n", rate, cpu / ticks * 1e6 / requests, 100 * cpu / ticks / length_of_run, bytes / requests }' "$work/wrk.log"
}

# Reads lines of: round, route, requests per second, CPU time per request, percent busy, allocations per request.
report() {
    awk -v store="$1" -v keys="$2" -v routes="${routes[*]}" -v ratios="${CACHEKIT_RATIOS:-}" '
        function median(values, count,    i, j, value) {
            for (i = 2; i <= count; i++) {
                value = values[i]
                for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]
                values[j + 1] = value
            }
            return values[int((count + 1) / 2)]
        }
        function of(measured, route,    round) {
            for (round = 1; round <= rounds; round++) values[round] = measured[round, route]
            return median(values, rounds)
        }
        function ratio(measured, route, other,    round, middle) {
            for (round = 1; round <= rounds; round++) values[round] = measured[round, route] / measured[round, other]
            middle = median(values, rounds)
            return sprintf("%.3f (%.3f to %.3f)", middle, values[1], values[rounds])
        }
        function line(route, other) {
            printf "cachekit / %s: requests/s %s, CPU a request %s\n", other, ratio(rate, route, other), ratio(cpu, route, other)
        }
        { rounds = $1; rate[$1, $2] = $3; cpu[$1, $2] = $4; busy[$1, $2] = $5; bytes[$1, $2] = $6 }
        END {
            printf "\n| %s, %d keys, %d rounds | requests/s | CPU a request, us | allocated a request, B | server busy, %% |\n|---|---|---|---|---|\n", store, keys, rounds
            count = split(routes, route, " ")
            for (i = 1; i <= count; i++)
                printf "| /%s | %d | %.1f | %d | %d |\n", route[i], of(rate, route[i]), of(cpu, route[i]), of(bytes, route[i]), of(busy, route[i])
            printf "\n"
            line("cachekit", "output")
            line("cachekit", "floor")
            if (ratios != "") {
                what = keys == 1 ? "an HTTP hit on one key" : "an HTTP hit on " keys " keys in turn"
                split(ratio(rate, "output", "cachekit"), output, " ")
                split(ratio(rate, "floor", "cachekit"), floor, " ")
                printf "%.2f\t%s\t%s\toutput caching\n", output[1], what, store >>ratios
                printf "%.2f\t%s\t%s\tan endpoint that writes prebuilt bytes\n", floor[1], what, store >>ratios
            }
        }' "$work/$1.$2.results"
}

dotnet build Server --configuration Release >"$work/build.log" || fail "$(cat "$work/build.log")"

for store in "${stores[@]}"; do
    case $store in
        memory) start_server --backend memory ;;
        redis)
            start_redis
            start_server --backend redis --connection "127.0.0.1:$port"
            ;;
        *) fail "unknown store '$store': use memory or redis" ;;
    esac

    check_hits
    for keys in "${counts[@]}"; do
        for route in "${routes[@]}"; do measure "$route" "$warmup" "$keys" >/dev/null; done
        for round in $(seq "$rounds"); do
            for route in "${routes[@]}"; do echo "$round $route $(measure "$route" "$duration" "$keys")" >>"$work/$store.$keys.results"; done
        done
        report "$store" "$keys"
    done
    stop
done
