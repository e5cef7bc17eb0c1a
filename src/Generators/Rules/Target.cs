using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The cached methods that a [CachePut] or [CacheEvict] refers to, or the fault, as the rest of a sentence.
internal sealed record Target(ImmutableArray<IMethodSymbol> Methods, TargetFault Fault = TargetFault.None, string Detail = "")
{
    public static Target Wrong(TargetFault fault, string detail) => new([], fault, detail);
}
