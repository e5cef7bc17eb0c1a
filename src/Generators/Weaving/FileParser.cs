using System.Collections.Immutable;

namespace CacheKit.Generators;

// Groups all calls into generated files, one for each method and each delegate type, in a stable order.
internal static class FileParser
{
    public static IEnumerable<FileModel> Parse(ImmutableArray<CallModel> calls, string assembly)
    {
        string @namespace = Code.NamespaceOf(assembly);
        var called = calls.Select(call => (Id: IdOf(call), Call: call)).ToLookup(pair => pair.Id, pair => pair.Call, StringComparer.Ordinal);
        ILookup<string, FunctionModel> targets = calls.SelectMany(call => call.Targets).ToLookup(function => function.Method.Id, StringComparer.Ordinal);
        foreach (string id in called.Select(group => group.Key).Union(targets.Select(group => group.Key)).OrderBy(id => id, StringComparer.Ordinal))
        {
            CallModel? first = called[id].FirstOrDefault();
            yield return new FileModel(
                id,
                @namespace,
                first is null ? targets[id].First() : first.Function,
                first?.Effect,
                first?.Delegate,
                new(called[id]
                    .Select(call => new InterceptionModel(call.Location, call.Place, call.IsEntry))
                    .OrderBy(call => call.Place, StringComparer.Ordinal)));
        }
    }

    private static string IdOf(CallModel call) => (call.Function ?? call.Delegate?.Function)?.Method.Id ?? call.Effect!.Method.Id;
}
