using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The marked methods of a referenced assembly, found once.
internal sealed class ReferencedMarks
{
    private const string Core = "CacheKit.Core";

    private static readonly ConditionalWeakTable<MetadataReference, ReferencedMarks> _references = new();

    private ReferencedMarks(IAssemblySymbol assembly, KnownTypes known)
    {
        IMethodSymbol[] methods = [.. TypesIn(assembly.GlobalNamespace).SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())];
        Names = new HashSet<string>(methods.Where(method => Marks.IsMarked(method, known)).Select(method => method.Name), StringComparer.Ordinal);
        TextTypes = [.. methods
            .Where(method => method.Has(known.CacheKeyText))
            .Select(method => method.ContainingType.FullName())
            .Distinct(StringComparer.Ordinal)];
    }

    // The names of the methods marked [Cache], [CachePut] or [CacheEvict].
    public HashSet<string> Names { get; }

    // The types with methods marked [CacheKeyText].
    public IReadOnlyList<string> TextTypes { get; }

    public static IEnumerable<ReferencedMarks> Of(Compilation compilation) => WithAssemblies(compilation).Select(pair => pair.Marks);

    public static IEnumerable<(IAssemblySymbol Assembly, ReferencedMarks Marks)> WithAssemblies(Compilation compilation)
    {
        if (KnownTypes.Of(compilation) is not { } known)
            yield break;

        Dictionary<string, IAssemblySymbol> dependents = DependentsOfCore(compilation);
        foreach (MetadataReference reference in compilation.References)
        {
            if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol assembly || !dependents.ContainsKey(assembly.Name))
                continue;
            if (!_references.TryGetValue(reference, out ReferencedMarks? marks))
                marks = _references.GetValue(reference, _ => new ReferencedMarks(assembly, known));
            yield return (assembly, marks);
        }
    }

    // An assembly may mark methods with another assembly's attribute that derives from one of Core's, without referencing Core itself.
    private static Dictionary<string, IAssemblySymbol> DependentsOfCore(Compilation compilation)
    {
        var found = new Dictionary<string, IAssemblySymbol>(StringComparer.Ordinal);
        List<IAssemblySymbol> others = [.. compilation.SourceModule.ReferencedAssemblySymbols];
        int before;
        do
        {
            before = found.Count;
            foreach (IAssemblySymbol assembly in others.Where(assembly => DependsOn(assembly, name => name == Core || found.ContainsKey(name))))
                found[assembly.Name] = assembly;
            others.RemoveAll(assembly => found.ContainsKey(assembly.Name));
        }
        while (found.Count > before);

        return found;
    }

    private static bool DependsOn(IAssemblySymbol assembly, Func<string, bool> isMeant) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(referenced => isMeant(referenced.Name)));

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol place) =>
        place.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol inner => TypesIn(inner),
            INamedTypeSymbol type => TypesIn(type).Prepend(type),
            _ => [],
        });
}
