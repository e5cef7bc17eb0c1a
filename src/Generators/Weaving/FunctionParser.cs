using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Parses a cached method that can be woven: how its calls are written into keys, and its settings.
internal static class FunctionParser
{
    public static FunctionModel Parse(IMethodSymbol method, KnownTypes known)
    {
        MethodModel model = MethodParser.Parse(method, known);
        return new FunctionModel(
            model,
            new(Attributes(method, known).Select(attribute => Code.Creation(attribute, IsLeftOut))),
            new(KeyParser.StatementsOf(method, model, known)),
            new(TagCode.Expressions(Attributes(method, known), method, name => "_" + name, known)),
            FindMethodOf(method),
            IsIndexed(method, model, known))
        {
            CacheName = Marks.CacheNameOf(method, known),
            Elements = ElementsParser.Parse(method, model, known),
        };
    }

    // The settings that generated code has in another form.
    private static bool IsLeftOut(string setting) => setting == "Tags" || ElementRules.IsSetting(setting);

    private static IEnumerable<AttributeData> Attributes(IMethodSymbol method, KnownTypes known) =>
        new[] { Marks.DefaultsOf(method.ContainingType, known), Marks.CacheOf(method, known) }.OfType<AttributeData>();

    private static bool IsIndexed(IMethodSymbol method, MethodModel model, KnownTypes known) =>
        (model.Receiver is not { Role: ReceiverRole.Value } || KeyRules.IsIndexable(method.ContainingType, known))
        && method.Parameters.All(parameter => KeyRules.KindOf(parameter, known) == KeyKind.LeftOut
            || KeyRules.IsIndexable(ElementRules.KeyTypeOf(parameter, known), known));

    // The MethodInfo of a generic method cannot be found ahead of time.
    private static string FindMethodOf(IMethodSymbol method)
    {
        if (method.IsGenericMethod)
            return "static () => null";

        string types = string.Join(", ", method.Parameters.Select(parameter => Code.TypeOf(parameter.Type)));
        return $"static () => {Code.TypeOf(method.ContainingType)}.GetMethod(" +
            $"{Code.Text(method.Name)}, global::CacheKit.Weaving.CachedMethod.Visible, [{types}])";
    }
}
