#!/usr/bin/env bash
# Runs the benchmarks, and writes benchmarks/results.md: every ratio of CacheKit to a rival, the worst first.
#
#   benchmarks/run.sh                                   all of them, about 45 minutes
#   benchmarks/run.sh functions memory payloads coders stores output-caching http      some of them
#
# Ratios are of processor time, of bytes, or of the time for each request, so that less is better, and above 1 CacheKit is slower. Rivals take
# turns with CacheKit in one run, because the speed of a machine drifts.
set -euo pipefail
cd "$(dirname "$0")"

results=$PWD/results.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CACHEKIT_RATIOS=$work/ratios CACHEKIT_TABLES=$work/tables
touch "$CACHEKIT_RATIOS" "$CACHEKIT_TABLES"

parts=("$@")
[[ $# -gt 0 ]] || parts=(functions memory payloads coders stores output-caching http)

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

build() {
    dotnet build "$1" --configuration Release --verbosity quiet >"$work/build.log" 2>&1 || fail "$(cat "$work/build.log")"
}

for part in "${parts[@]}"; do
    echo "== $part"
    case $part in
        functions)
            build Caching
            Caching/bin/Release/net10.0/Caching working-sets
            Caching/bin/Release/net10.0/Caching elements
            ;;
        memory)
            build InMemory
            InMemory/bin/Release/net10.0/InMemory
            ;;
        payloads)
            build Payloads
            Payloads/bin/Release/net10.0/Payloads
            ;;
        coders)
            build Stores
            Stores/bin/Release/net10.0/Stores coders --rounds 7 --slot 0.1 --warmup 0.25
            ;;
        stores)
            build Stores
            Stores/bin/Release/net10.0/Stores bytes --rounds 9 --warmup 3
            ;;
        output-caching)
            build OutputStores
            OutputStores/bin/Release/net10.0/OutputStores
            ;;
        http) ROUNDS=7 DURATION=2 WARMUP=6 http/run.sh ;;
        *) fail "there is no part '$part': use some of functions, memory, payloads, coders, stores, output-caching and http" ;;
    esac
done

table() {
    echo '| ratio | what | size | to |'
    echo '|---|---|---|---|'
    awk -F '\t' '{ printf "| %s | %s | %s | %s |\n", $1, $2, $3, $4 }'
}

{
    echo '# Results'
    echo
    echo "Written by \`benchmarks/run.sh ${parts[*]}\` on $(date +%F), with .NET $(dotnet --version) on $(nproc) processors. [README](README.md) says what the rows are."
    echo
    echo '## Where CacheKit is slower, or takes more memory'
    echo
    sort -rn "$CACHEKIT_RATIOS" | awk -F '\t' '$1 > 1' | table
    echo
    echo '## Where it is as fast, or faster'
    echo
    sort -rn "$CACHEKIT_RATIOS" | awk -F '\t' '$1 <= 1' | table
    if [[ -s $CACHEKIT_TABLES ]]; then
        echo
        echo '## Coders and transforms on each store'
        echo
        echo 'Time and allocations are ratios to the bare libraries with the bare client; bytes are those that CacheKit allocates for each call.'
        cat "$CACHEKIT_TABLES"
    fi
} >"$results"
echo "The ratios are in $results."
