using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Explains why a call has no generated code, or outdated code.
internal static class UnwovenCalls
{
    private const string Unseen = "a generator does not see what other generators add";

    // Explains why calls of a handler or of another assembly's method cannot be woven.
    public static string Describe(Obstacle obstacle) => obstacle.Kind switch
    {
        ObstacleKind.Unnameable => $"generated code here can't name '{obstacle.Subject.ToDisplayString()}'" +
            (obstacle.Detail.Length > 0 ? $": {obstacle.Detail}" : ""),
        ObstacleKind.NoKey => $"'{obstacle.Subject.Name}' is of a type {obstacle.Detail}",
        ObstacleKind.NothingToCache => "the method returns nothing to cache",
        ObstacleKind.UncacheableResult => $"the result, '{obstacle.Subject.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', {obstacle.Detail}",
        ObstacleKind.NoOrdinaryMethod => "the method is not an ordinary method",
        _ => $"'{obstacle.Subject.Name}' {obstacle.Detail}",
    };

    // The output of another generator, such as the C# of a .razor or .cshtml file.
    public static string DescribeGenerated(SyntaxNode place)
    {
        string path = place.GetLocation().GetMappedLineSpan().Path;
        return "another source generator writes this code. Call it in " + Path.GetExtension(path) switch
        {
            ".razor" => $"the code behind, {Path.GetFileName(path)}.cs, or in a service",
            ".cshtml" => "the page model, the controller or a service",
            _ => "a source file of the project",
        };
    }

    public static string CauseOf(IInvocationOperation call, InvocationExpressionSyntax syntax, KnownTypes known, CancellationToken cancellationToken)
    {
        if (CallSyntax.OpenReceiverOf(syntax, call.TargetMethod, call.SemanticModel!, cancellationToken) is { } open)
        {
            string type = call.TargetMethod.ContainingType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            return $"'{open.Name}' may be a struct, and the call would change a copy of it. " +
                $"Add the constraint 'class' to '{open.Name}', or cast the receiver to '{type}'";
        }

        if (Weavability.RefStructIn(call.TargetMethod) is { } refStruct)
            return $"generated code can't have the ref struct '{refStruct.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' as a type argument";

        IMethodSymbol method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        IEnumerable<ITypeSymbol?> types = method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType).Append(method.ContainingType)
            .Concat(Marks.CachesOf(method, known).Concat(Marks.EvictsOf(method, known)).Select(mark => mark.AttributeClass))
            .Concat(call.TargetMethod.TypeArguments)
            .Concat(call.Arguments.Select(argument => argument.Value.Type))
            .Append(call.Instance?.Type);
        ISymbol? generated = IsGenerated(method) ? method : types.OfType<ITypeSymbol>().Select(GeneratedIn).FirstOrDefault(type => type is not null);
        return generated is null
            ? $"{Unseen}, and the call binds differently without them"
            : $"another generator makes '{generated.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', and {Unseen}";
    }

    // Calls of one method share generated code; a delegate's code belongs to its type.
    public static string KeyOf(IMethodSymbol called, bool isDelegate) =>
        isDelegate ? Code.Type(called.TypeArguments[0]) : (called.ReducedFrom ?? called).OriginalDefinition.GetDocumentationCommentId() ?? "";

    // Returns null if the generated code is up to date for the whole project.
    public static string? WhyOutdated(IMethodSymbol called, bool isDelegate, WovenCalls woven, KnownTypes known)
    {
        var code = new CodeWriter();
        IMethodSymbol method = (called.ReducedFrom ?? called).OriginalDefinition;
        string id;
        if (isDelegate)
        {
            DelegateModel model = DelegateParser.Parse(called, known)!;
            id = model.Function.Method.Id;
            FunctionEmitter.EmitDelegate(code, model);
        }
        else if (Marks.CacheOf(method, known) is not null)
        {
            FunctionModel model = FunctionParser.Parse(method, known);
            id = model.Method.Id;
            FunctionEmitter.Emit(code, model);
        }
        else
        {
            EffectModel model = EffectParser.Parse(method, known, []);
            id = model.Method.Id;
            EffectEmitter.Emit(code, model);
        }

        if (woven.Contains(id, code.ToString()))
            return null;

        IEnumerable<ITypeSymbol> types = method.Parameters.Select(parameter => parameter.Type).Append(method.ContainingType);
        return types.Select(GeneratedIn).FirstOrDefault(type => type is not null) is { } generated
            ? $"another generator adds to '{generated.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', and {Unseen}"
            : $"{Unseen}, and it writes different code without them";
    }

    // Returns the type, or the part of it, that another generator has written at least partly.
    private static ITypeSymbol? GeneratedIn(ITypeSymbol type) => GeneratedIn(type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    private static ITypeSymbol? GeneratedIn(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (!seen.Add(type))
            return null;
        if (IsGenerated(type))
            return type;

        IEnumerable<ITypeSymbol> inside = type switch
        {
            IArrayTypeSymbol array => [array.ElementType],
            INamedTypeSymbol named when named.DeclaringSyntaxReferences.IsEmpty => named.TypeArguments,
            INamedTypeSymbol named => named.TypeArguments.Concat(RecordRules.IsWrittenByParts(named)
                ? RecordRules.PartsOf(named).Select(RecordRules.TypeOf)
                : []),
            _ => [],
        };
        return inside.Select(each => GeneratedIn(each, seen)).FirstOrDefault(found => found is not null);
    }

    private static bool IsGenerated(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Any(reference => IsGenerated(reference.SyntaxTree));

    private static bool IsGenerated(SyntaxTree tree) =>
        tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || tree.FilePath.EndsWith(".generated.cs", StringComparison.OrdinalIgnoreCase)
        || tree.GetRoot().GetLeadingTrivia().ToString().Contains("<auto-generated");
}
