using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Finds the location of the method name in a call.
internal static class CallPlaces
{
    public static Location Of(SyntaxNode call) =>
        (call is InvocationExpressionSyntax invocation && CallSyntax.NameOf(invocation) is { } name ? name : call).GetLocation();
}
