using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Parses a method that puts or evicts into the statements to await before and after it.
internal static class EffectParser
{
    public const string Result = "result";

    public static EffectModel Parse(IMethodSymbol method, KnownTypes known, List<FunctionModel> targets)
    {
        MethodModel model = MethodParser.Parse(method, known);
        string cache = CacheOf(Marks.CacheNameOf(method, known));
        var before = new List<string>();
        var after = new List<string>();
        if (Marks.PutOf(method, known) is { } put)
            after.AddRange(EntriesOf(method, put, model, known, targets).Select(entry => $"{entry}.SetAsync({model.NameBesideParameters(Result)})"));

        foreach (AttributeData evict in Marks.EvictsOf(method, known))
        {
            bool isBefore = evict.Named("Before") is true;
            (isBefore ? before : after).AddRange(Evictions(method, evict, model, cache, known, targets));
        }

        IEnumerable<string> own = before.Concat(after).Any(operation => operation.Contains(cache)) ? [cache] : [];
        return new EffectModel(model, new(own.Concat(targets.Select(target => CacheOf(target.CacheName))).Distinct()), new(before), new(after));
    }

    private static string CacheOf(string? name) => "global::CacheKit.CacheManager." + (name is null ? "Default" : $"Named({Code.Text(name)})");

    private static IEnumerable<string> Evictions(
        IMethodSymbol method, AttributeData evict, MethodModel model, string cache, KnownTypes known, List<FunctionModel> targets)
    {
        foreach (string entry in EntriesOf(method, evict, model, known, targets))
            yield return $"{entry}.RemoveAsync()";
        foreach (string tag in TagCode.Expressions([evict], method, Code.Escape, known))
            yield return $"global::CacheKit.Weaving.TagText.EvictAsync({cache}, {tag}, global::CacheKit.EvictionMode.{ModeOf(evict)})";
        if (evict.Named("Namespace") is string @namespace)
            yield return $"{cache}.ClearAsync({Code.Text(@namespace)})";
    }

    private static string ModeOf(AttributeData evict) => evict.Named("Mode") is 1 ? "Soft" : "Immediate";

    private static IEnumerable<string> EntriesOf(
        IMethodSymbol method, AttributeData attribute, MethodModel model, KnownTypes known, List<FunctionModel> targets)
    {
        bool isPut = attribute.AttributeClass!.Is(known.CachePut);
        IEnumerable<IMethodSymbol> named = TargetRules.NameOf(attribute) is null
            ? []
            : TargetRules.Find(method, attribute, isPut, known).Methods;

        // A target that can't be woven, which is reported at its declaration, has no entries.
        foreach (IMethodSymbol target in named.Where(target => Weavability.IsWoven(target, known)))
        {
            FunctionModel function = FunctionParser.Parse(target.OriginalDefinition, known);
            targets.Add(function);
            IEnumerable<string> arguments = function.Method.Parameters
                .Where(parameter => parameter.Role != ParameterRole.Token)
                .Select(parameter => parameter.Role == ParameterRole.Argument ? parameter.Escaped : "default!");
            if (function.Method.Receiver is not null)
                arguments = arguments.Prepend(Code.Escape(model.Receiver!.Name));
            string generics = Code.Generics(target.ContainingType
                .AllTypeArguments()
                .Concat(target.IsGenericMethod ? method.TypeParameters : [])
                .Select(Code.Type));
            yield return $"{function.Method.Id}{generics}.{function.Method.FunctionName}.EntryOf(new({string.Join(", ", arguments)}))";
        }
    }
}
