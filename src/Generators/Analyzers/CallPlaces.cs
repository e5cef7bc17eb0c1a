using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Where a call names its method.
internal static class CallPlaces
{
    public static Location Of(SyntaxNode call) =>
        (call is InvocationExpressionSyntax invocation && CallSyntax.NameOf(invocation) is { } name ? name : call).GetLocation();
}
