using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The cached methods that a [CachePut] or a [CacheEvict] means, or what is wrong, as the rest of a sentence.
internal sealed record Target(ImmutableArray<IMethodSymbol> Methods, TargetFault Fault = TargetFault.None, string Detail = "")
{
    public static Target Wrong(TargetFault fault, string detail) => new([], fault, detail);
}
