using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Parses a call of Cached into the model of its delegate type, which is woven like a function.
internal static class DelegateParser
{
    // Returns null for a delegate whose calls cannot be woven.
    public static DelegateModel? Parse(IMethodSymbol cached, KnownTypes known)
    {
        if (cached.TypeArguments.Single() is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke } type
            || DelegateRules.WhyNotWoven(type, known) is not null)
            return null;

        string displayed = Code.Type(type);
        string name = Code.Free("name", invoke);
        var function = new ReceiverModel(Code.Free("function", invoke), displayed, ReceiverRole.LeftOut, Passing: "", MayBeSubstitute: false);
        MethodModel method = MethodParser.Parse(invoke, known) with
        {
            Id = $"{type.Name}_{StableHash.Of(displayed)}",
            Title = displayed,
            Receiver = function,
            TypeParameters = default,
            Constraints = default,
            TypeArity = 0,
            Access = MethodAccess.Direct,
        };
        method = method with { Parameters = new(method.Parameters.Prepend(new ParameterModel(name, "string", ParameterRole.Name))) };
        return new DelegateModel(displayed, new FunctionModel(
            method,
            default,
            new(KeyParser.StatementsOf(invoke, name, known)),
            default,
            "",
            invoke.Parameters.All(parameter => KeyRules.KindOf(parameter, known) == KeyKind.LeftOut || KeyRules.IsIndexable(parameter.Type, known))));
    }
}
