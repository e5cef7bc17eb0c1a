using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Decides which backing fields are restored although JSON does not see them. In source code this is read from the syntax; of other
// assemblies, only the fields of structs are visible.
internal sealed class JsonFields(IMethodSymbol? constructor, IReadOnlyList<IPropertySymbol> properties, Func<IPropertySymbol, bool> isRestored)
{
    private HashSet<string>? _restored;

    // Whether the compiler generated the backing field. In metadata an attribute marks it.
    public static bool IsAutomatic(IPropertySymbol property)
    {
        if (property.DeclaringSyntaxReferences.IsEmpty)
            return property.GetMethod is { } getter && IndexRules.IsMadeByCompiler(getter);

        return property.ContainingType.GetMembers()
            .OfType<IFieldSymbol>()
            .FirstOrDefault(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)) is { } backing
            && !IsNonSerialized(backing);
    }

    // Every constructor sets the same value: string Kind { get; } = "order".
    public static bool IsConstant(IPropertySymbol property) =>
        property.SetMethod is null && SyntaxOf(property) is PropertyDeclarationSyntax { Initializer.Value: LiteralExpressionSyntax };

    // Fields of events, and stateless fields such as locks.
    public static bool IsNoState(IFieldSymbol field) =>
        IsNonSerialized(field) || field.IsConst || field.ContainingType.GetMembers(field.Name).Any(member => member is IEventSymbol)
        || (field.IsReadOnly
            && field.DeclaredAccessibility != Accessibility.Public
            && (field.Type.SpecialType == SpecialType.System_Object || field.Type.Name is "Lock" or "SemaphoreSlim"));

    public bool IsRestored(IFieldSymbol field)
    {
        if (field.DeclaringSyntaxReferences.IsEmpty)
            return properties.Any(isRestored);

        _restored ??= [.. FindRestored()];
        return _restored.Contains(field.Name) || IsSetByInitializer(field) || IsMemo(field);
    }

    // Returns the name of the property that exposes a field, or of the field itself.
    public string ShownAs(IFieldSymbol field) =>
        properties.FirstOrDefault(property => JsonMembers.IsWritten(property)
            && !isRestored(property)
            && SyntaxOf(property) is { } code
            && Names(code).Contains(field.Name))?.Name ?? field.Name;

    private static bool IsNonSerialized(IFieldSymbol field) => field.GetAttributes().Any(data => data.AttributeClass is { Name: "NonSerializedAttribute" });

    private IEnumerable<string> FindRestored()
    {
        foreach (IPropertySymbol property in properties.Where(isRestored))
        {
            if (SyntaxOf(property.SetMethod) is { } setter)
            {
                foreach (string name in Names(setter))
                    yield return name;
            }
        }

        // A chain of constructors ends at the one that sets the fields.
        if (constructor is { Parameters.IsEmpty: false } && SyntaxOf(constructor) is ConstructorDeclarationSyntax code)
        {
            SyntaxNode[] places = code.Initializer is null
                ? [code]
                : [.. constructor.ContainingType.InstanceConstructors.Select(SyntaxOf).OfType<ConstructorDeclarationSyntax>()];
            foreach (string name in places.SelectMany(Names))
                yield return name;
        }
    }

    // The initializer runs again, so an immutable value is the same as before.
    private bool IsSetByInitializer(IFieldSymbol field) =>
        field.IsReadOnly && SyntaxOf(field) is VariableDeclaratorSyntax { Initializer: { } initializer }
        && (JsonSimpleTypes.IsSimple(field.Type) || Names(initializer).Any(name => constructor?.Parameters.Any(parameter => parameter.Name == name) == true));

    // Computed lazily: text ??= Format().
    private bool IsMemo(IFieldSymbol field) => properties.Any(property => SyntaxOf(property) is { } code
        && code.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
            assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression)
                && assignment.Left is IdentifierNameSyntax name
                && name.Identifier.ValueText == field.Name));

    private static SyntaxNode? SyntaxOf(ISymbol? symbol) => symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();

    private static IEnumerable<string> Names(SyntaxNode code) =>
        code.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText);
}
