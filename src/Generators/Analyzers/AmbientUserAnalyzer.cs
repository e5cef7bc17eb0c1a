using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports cached functions that read the current user other than from their arguments: directly, or in a member of their type that they
// use.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AmbientUserAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.AmbientUser];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            var handlers = new PossibleHandlers(known);
            start.RegisterSymbolStartAction(context => Analyze(context, known, handlers), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolStartAnalysisContext context, KnownTypes known, PossibleHandlers handlers)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        IMethodSymbol[] cached = [.. type.GetMembers().OfType<IMethodSymbol>().Where(method => IsShared(method, known))];
        if (cached.Length == 0 || type.IsOrInherits(known.CacheKey))
            return;

        // For each member: its first read of the user, and the other members that it uses.
        var reads = new ConcurrentDictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default);
        var uses = new ConcurrentDictionary<ISymbol, (ISymbol Member, IOperation Place)[]>(SymbolEqualityComparer.Default);
        context.RegisterOperationBlockAction(block =>
        {
            ISymbol member = MemberOf(block.OwningSymbol);
            IOperation[] operations = [.. block.OperationBlocks.SelectMany(operation => operation.DescendantsAndSelf())];
            if (operations.FirstOrDefault(operation => AmbientUsers.IsRead(operation, known)) is { } read)
                reads[member] = read;
            uses[member] = [.. from operation in operations
                               let used = UsedBy(operation)
                               where used is not null && SymbolEqualityComparer.Default.Equals(used.ContainingType, type.OriginalDefinition)
                               select (used, operation)];
        });
        context.RegisterSymbolEndAction(end =>
        {
            foreach (IMethodSymbol method in cached)
            {
                if (PlaceIn(method, reads, uses, []) is { } place && !IsHandler(method, known, handlers, end.CancellationToken))
                    end.ReportDiagnostic(Diagnostic.Create(Descriptors.AmbientUser, place.Syntax.GetLocation(), method.Name, place.Syntax.ToString()));
            }
        });
    }

    // The method is woven under its own name or that of a member it implements, and callers share its keys.
    private static bool IsShared(IMethodSymbol method, KnownTypes known) => Implementations.MembersOf(method).Append(method).Any(named =>
        Marks.CacheOf(named, known) is { } cache && !cache.Sets("KeyBuilder") &&
        Marks.DefaultsOf(named.ContainingType, known)?.Sets("KeyBuilder") is not true && Weavability.IsWoven(named, known));

    private static bool IsHandler(IMethodSymbol method, KnownTypes known, PossibleHandlers handlers, CancellationToken cancellationToken) =>
        EndpointRules.IsActionOrPageHandler(method, known) || handlers.Contain(method, cancellationToken);

    private static ISymbol MemberOf(ISymbol symbol) =>
        symbol is IMethodSymbol { AssociatedSymbol: { } associated } ? associated.OriginalDefinition : symbol.OriginalDefinition;

    private static ISymbol? UsedBy(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod.OriginalDefinition,
        IMethodReferenceOperation reference => reference.Method.OriginalDefinition,
        IPropertyReferenceOperation property => property.Property.OriginalDefinition,
        _ => null,
    };

    // Returns the place within a member at which it reads the user, directly or through another member.
    private static IOperation? PlaceIn(
        ISymbol member,
        ConcurrentDictionary<ISymbol, IOperation> reads,
        ConcurrentDictionary<ISymbol, (ISymbol Member, IOperation Place)[]> uses,
        ImmutableHashSet<ISymbol> seen)
    {
        if (reads.TryGetValue(member, out IOperation? read))
            return read;
        if (seen.Contains(member) || !uses.TryGetValue(member, out (ISymbol Member, IOperation Place)[]? used))
            return null;

        return used.FirstOrDefault(use => PlaceIn(use.Member, reads, uses, seen.Add(member)) is not null).Place;
    }
}
