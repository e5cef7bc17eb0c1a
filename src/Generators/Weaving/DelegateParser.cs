using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// From a call of Cached to the type of its delegate, which is woven as a function is.
internal static class DelegateParser
{
    // Null for a delegate whose calls can't be woven.
    public static DelegateModel? Parse(IMethodSymbol cached, KnownTypes known)
    {
        if (cached.TypeArguments.Single() is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke } type || DelegateRules.WhyNotWoven(type, known) is not null)
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
