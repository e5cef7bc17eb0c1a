using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Parses how the elements of a function are cached.
internal static class ElementsParser
{
    private const string Collections = "global::System.Collections.Generic";

    // Returns null for a function whose result is one entry.
    public static ElementsModel? Parse(IMethodSymbol method, MethodModel model, KnownTypes known)
    {
        if (ElementRules.ParameterOf(method, known) is not { } ids || Marks.CacheOf(method, known) is not { } cache)
            return null;

        IMethodSymbol? target = SharingRules.TargetOf(method, known);
        FunctionModel? shared = target is null ? null : FunctionParser.Parse(target.OriginalDefinition, known);
        ITypeSymbol result = ResultRules.ValueOf(method.ReturnType, known)!;
        string id = Code.Type(ElementTypes.IdOf(ids.Type)!);
        string value = Code.Type(ElementTypes.ValueOf(result)!);
        string type = shared is null ? "" : shared.Method.Id + GenericsOf(target!, method) + ".";
        return new ElementsModel(
            ids.Name,
            id,
            value,
            ResultsOf(result, $"{id}, {value}, {Code.Type(result)}"),
            ToIds(ids.Type, id),
            type + (shared?.Method ?? model).FunctionName,
            type + (shared?.Method ?? model).CallName,
            new(shared is null ? OwnArguments(model, ids) : Arguments(shared.Method, SharingRules.IdOf(Constructed(target!, method), method, known)!, model)),
            cache.Named("MaxBatch") as int? ?? 0,
            cache.Named("RemembersAbsent") is true)
        {
            Target = shared,
        };
    }

    // The call for one element of a function whose elements share no entries.
    public static MethodModel CallOf(MethodModel method, ElementsModel elements) => method with
    {
        ValueType = elements.ValueType,
        Parameters = new(method.Parameters
            .Where(parameter => parameter.Role == ParameterRole.Argument)
            .Select(parameter => parameter.Name == elements.Parameter ? parameter with { Type = elements.IdType } : parameter)),
    };

    private static string ResultsOf(ITypeSymbol result, string types) => ElementTypes.KeyOf(result) is not null
        ? $"new global::CacheKit.Weaving.DictionaryResults<{types}>()"
        : $"new global::CacheKit.Weaving.ListResults<{types}>(isArray: {(ElementTypes.IsList(result) ? "false" : "true")})";

    private static string ToIds(ITypeSymbol type, string id)
    {
        if (ElementTypes.IsSet(type))
            return $"new {Collections}.HashSet<{id}>({ElementsModel.Ids})";

        return ElementTypes.IsList(type) ? $"new {Collections}.List<{id}>({ElementsModel.Ids})" : ElementsModel.Ids;
    }

    private static IEnumerable<string> OwnArguments(MethodModel model, IParameterSymbol ids) => model.Receivers.Select(receiver => receiver.Field)
        .Concat(model.Parameters
            .Where(parameter => parameter.Role == ParameterRole.Argument)
            .Select(parameter => parameter.Name == ids.Name ? ElementsModel.Id : parameter.Field));

    // The call of the other function is never run, so that it needs only what is in its key.
    private static IEnumerable<string> Arguments(MethodModel target, IParameterSymbol id, MethodModel model) => model.Receivers
        .Select(receiver => receiver.Field)
        .Concat(target.Parameters
            .Where(parameter => parameter.Role != ParameterRole.Token)
            .Select(parameter => parameter.Role != ParameterRole.Argument ? "default!" : parameter.Name == id.Name ? ElementsModel.Id : parameter.Field));

    private static IMethodSymbol Constructed(IMethodSymbol target, IMethodSymbol method) =>
        target.IsGenericMethod ? target.Construct([.. method.TypeParameters]) : target;

    private static string GenericsOf(IMethodSymbol target, IMethodSymbol method) => Code.Generics(
        target.ContainingType.AllTypeArguments().Concat(target.IsGenericMethod ? method.TypeParameters : []).Select(Code.Type));
}
