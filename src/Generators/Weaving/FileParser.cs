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
        var alike = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (string id in called.Select(group => group.Key).Union(targets.Select(group => group.Key)).OrderBy(id => id, StringComparer.Ordinal))
        {
            CallModel? first = called[id].FirstOrDefault();
            alike[id] = alike.TryGetValue(id, out int earlier) ? earlier + 1 : 1;
            yield return new FileModel(
                NameOf(id, alike[id]),
                @namespace,
                first is null ? targets[id].First() : first.Function,
                first?.Effect,
                first?.Delegate,
                new(called[id]
                    .Select(call => new InterceptionModel(call.Location, call.Place, call.IsEntry))
                    .OrderBy(call => call.Place, StringComparer.Ordinal)));
        }
    }

    // Returns the id in the name of a file; ids contain no dots.
    public static string IdOf(string fileName) => fileName.Split('.')[0];

    // Ids that differ only in case are numbered.
    private static string NameOf(string id, int number) => number == 1 ? $"{id}.g.cs" : $"{id}.{number}.g.cs";

    private static string IdOf(CallModel call) => (call.Function ?? call.Delegate?.Function)?.Method.Id ?? call.Effect!.Method.Id;
}
