#!/usr/bin/env bash
# Builds everything and runs all tests: ./test.sh [arguments of dotnet test, such as --filter "Category!=Packages"]
# The last line is "N passed, N failed, N skipped". CACHEKIT_REDIS=host:port names a Redis to use.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en

fail() {
    echo "test.sh: $*" >&2
    exit 1
}

install_redis() {
    echo "Installing redis-server, which the tests start."
    local as_root=()
    if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server
}

command -v dotnet >/dev/null || fail "the .NET 10 SDK is not on PATH. Get it from https://dot.net/download."
if [[ -z ${CACHEKIT_REDIS:-} ]] && ! command -v redis-server >/dev/null; then
    install_redis || fail "redis-server can't be installed. Install it yourself, or name a running one: CACHEKIT_REDIS=host:port ./test.sh"
fi

dotnet build CacheKit.sln -c Release -warnaserror

# One project at a time: they start servers and watch clocks, and their lines don't mix.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test CacheKit.sln -c Release --no-build -m:1 "$@" 2>&1 | tee "$log" || status=$?

# One line a project: "Passed!  - Failed:     0, Passed:    24, Skipped:     0, Total:    24, Duration: ..."
read -r failed passed skipped < <(awk -F '[:,]' '
    /^(Passed|Failed|Skipped)! +- Failed:/ { failed += $2; passed += $4; skipped += $6 }
    END { print failed + 0, passed + 0, skipped + 0 }' "$log")
if [[ $((passed + failed)) -eq 0 ]]; then
    echo "test.sh: no test ran." >&2
    status=1
elif [[ $status -ne 0 && $failed -eq 0 ]]; then
    echo "test.sh: no test failed, but a project did not run to its end. See above." >&2
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
