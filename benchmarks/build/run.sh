#!/usr/bin/env bash
# Measures what CacheKit adds to a build of 1,000 methods in 100 files, of which 100 are cached and called 300 times.
#
#   benchmarks/build/run.sh [warm] [cold] [inside]         about 15 minutes
#   ROUNDS=1 benchmarks/build/run.sh warm                  a smoke run
#
# The same project is built without the generator and the analyzers, with the generator only, and with both, alternating, and ratios are
# formed within each round, because the speed of the machine drifts. Every build compiles everything, restores nothing and leaves no MSBuild
# node running. "warm" uses one compiler server for all three variants, as users' builds do; "cold" starts one for each build; "inside" runs
# the generator, the analyzers and the compiler in one process.
set -euo pipefail
cd "$(dirname "$0")"

rounds=${ROUNDS:-9}
kinds=("$@")
[[ $# -gt 0 ]] || kinds=(warm cold inside)
variants=(without generator all)
compiler=cachekit-benchmark-$$
work=$(mktemp -d)
ticks=$(getconf CLK_TCK)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The compiler server, if one is running.
server() { pgrep -f -- "-pipename:$compiler" | head -n 1; }

trap 'kill $(server) 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

write_project() {
    local rules
    rules=$(grep -oE 'CK[0-9]{4}' ../../src/Generators/Analyzers/DiagnosticIds.cs | sort -u | paste -sd ';')
    mkdir "$work/shop"
    dotnet Compiler/bin/Release/net10.0/Compiler.dll write "$work/shop"
    echo 'internal static class Program { public static int Main() => 1; }' >"$work/shop/Program.cs"
    cat >"$work/shop/Shop.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <!-- The compiler skips an analyzer if all of its diagnostics are disabled. -->
  <PropertyGroup Condition="'\$(Variant)' == 'generator'">
    <NoWarn>\$(NoWarn);$rules</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="$PWD/Compiler/bin/Release/net10.0/CacheKit.Core.dll" />
    <Analyzer Include="$PWD/Compiler/bin/Release/net10.0/CacheKit.Generators.dll" Condition="'\$(Variant)' != 'without'" />
  </ItemGroup>
  <Import Project="$PWD/../../src/Core/buildTransitive/CacheKit.Core.targets" />
</Project>
XML
    dotnet restore "$work/shop" --verbosity quiet
}

server_ticks() {
    local id
    id=$(server) && awk '{ print $14 + $15 }' "/proc/$id/stat" || echo 0
}

# Prints the duration and the CPU time of one build in seconds, with the compiler server's: build <variant> <shared: true or false>
build() {
    local before wall user kernel
    before=$(server_ticks)
    TIMEFORMAT='%R %U %S'
    read -r wall user kernel < <({ time dotnet build "$work/shop" --no-restore --no-incremental -maxcpucount:1 -nodeReuse:false --verbosity quiet \
        "-p:Variant=$1" "-p:UseSharedCompilation=$2" "-p:SharedCompilationId=$compiler" >"$work/build.log"; } 2>&1) ||
        fail "$(cat "$work/build.log")"
    grep -q ' 0 Error' "$work/build.log" || fail "$(cat "$work/build.log")"
    awk -v wall="$wall" -v user="$user" -v kernel="$kernel" -v server=$(($(server_ticks) - before)) -v ticks="$ticks" \
        'BEGIN { printf "%.2f %.2f\n", wall, user + kernel + server / ticks }'
}

# Reads lines of: round, variant, seconds, CPU seconds.
report() {
    awk -v title="$1" -v variants="${variants[*]}" '
        function median(values, count,    i, j, value) {
            for (i = 2; i <= count; i++) {
                value = values[i]
                for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]
                values[j + 1] = value
            }
            return values[int((count + 1) / 2)]
        }
        function of(measured, variant,    round) {
            for (round = 1; round <= rounds; round++) values[round] = measured[round, variant]
            return median(values, rounds)
        }
        function ratio(measured, variant,    round) {
            for (round = 1; round <= rounds; round++) values[round] = measured[round, variant] / measured[round, "without"]
            return median(values, rounds)
        }
        { rounds = $1; wall[$1, $2] = $3; cpu[$1, $2] = $4 }
        END {
            printf "\n| %s, %d rounds | seconds | ratio | of CPU | ratio |\n|---|---|---|---|---|\n", title, rounds
            count = split(variants, variant, " ")
            for (i = 1; i <= count; i++)
                printf "| %s | %.2f | %.3f | %.2f | %.3f |\n", variant[i], of(wall, variant[i]), ratio(wall, variant[i]), of(cpu, variant[i]), ratio(cpu, variant[i])
        }' "$work/$1.results"
}

measure_builds() {
    local measured shared round variant
    shared=$([[ $1 == warm ]] && echo true || echo false)
    for variant in "${variants[@]}" "${variants[@]}"; do build "$variant" "$shared" >/dev/null; done
    for round in $(seq "$rounds"); do
        for variant in "${variants[@]}"; do
            measured=$(build "$variant" "$shared")
            echo "$round $variant $measured" >>"$work/$1.results"
        done
    done
    report "$1"
}

dotnet build Compiler --configuration Release >"$work/build.log" || fail "$(cat "$work/build.log")"
write_project

for kind in "${kinds[@]}"; do
    case $kind in
        warm | cold) measure_builds "$kind" ;;
        inside) dotnet Compiler/bin/Release/net10.0/Compiler.dll measure "$rounds" ;;
        *) fail "unknown argument '$kind': use warm, cold or inside" ;;
    esac
done
