using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Where a call stands in the source.
internal static class CallPlaces
{
    // Of the name of the method, without what it is called on.
    public static Location OfName(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax invocation && CallSyntax.NameOf(invocation) is { } name ? name.GetLocation() : call.Syntax.GetLocation();
}
