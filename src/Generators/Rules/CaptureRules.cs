using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Which parameters of a primary constructor are state: those that are used after construction. The compiler stores them in fields that are not
// members. They are found by syntax, since the type may belong to another compilation.
internal static class CaptureRules
{
    // Returns null if there is none.
    public static ISymbol? CapturedIn(INamedTypeSymbol type)
    {
        SyntaxNode[] bodies = [.. type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax())
            .OfType<TypeDeclarationSyntax>()
            .SelectMany(part => part.Members)
            .SelectMany(member => member.DescendantNodesAndSelf(node => !IsInitializer(node)))];
        return type.InstanceConstructors
            .Where(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax))
            .SelectMany(constructor => constructor.Parameters)
            .FirstOrDefault(parameter => type.GetMembers(parameter.Name).IsEmpty
                && bodies.Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == parameter.Name && IsUse(name)));
    }

    // Runs during construction.
    private static bool IsInitializer(SyntaxNode node) =>
        node is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } };

    // Not so for the name of a member, of an argument, or of a parameter of the method itself.
    private static bool IsUse(IdentifierNameSyntax name) =>
        name.Parent is not (NameColonSyntax or MemberBindingExpressionSyntax)
        && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        && !name.Ancestors().OfType<BaseMethodDeclarationSyntax>().SelectMany(method => method.ParameterList.Parameters)
            .Any(parameter => parameter.Identifier.ValueText == name.Identifier.ValueText);
}
