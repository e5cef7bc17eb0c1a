using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace CacheKit.CodeFixes;

// Writes an attribute of a method for a member that the method implements, so that it means the same in the other file: constants by
// their value, types by their full name.
internal sealed class AttributeCopy(SemanticModel model, IMethodSymbol member)
{
    // Returns null if the member cannot have the attribute: it names a parameter or a method that is not there, or an inaccessible type.
    public AttributeSyntax? Of(AttributeSyntax attribute, AttributeData data)
    {
        if (!NamesExist(data) || !IsAccessible(data.AttributeClass!))
            return null;

        ExpressionSyntax[] parts = [.. attribute.DescendantNodes(node => !IsPart(node)).OfType<ExpressionSyntax>().Where(IsPart)];
        Dictionary<ExpressionSyntax, ExpressionSyntax?> written = parts.Where(HasName).ToDictionary(part => part, WrittenOut);
        return written.ContainsValue(null)
            ? null
            : attribute.ReplaceNodes(written.Keys, (part, _) => written[part]!.WithTriviaFrom(part))
                .WithName((NameSyntax)TypeName(data.AttributeClass!));
    }

    private bool NamesExist(AttributeData data)
    {
        IEnumerable<string> parameters = TagRules.TemplatesOf(data).OfType<string>()
            .SelectMany(tag => TagTemplate.Parse(tag).Names)
            .Select(name => name.Split('.')[0].Trim());
        if (data.Named("Each") is string ids)
            parameters = parameters.Append(ids);

        return parameters.All(HasParameter)
            && (TargetRules.NameOf(data) is not { } target || TargetRules.MethodsOf(TargetRules.TypeOf(data, member), target).Any())
            && (SharingRules.NameOf(data) is not { } shared || TargetRules.MethodsOf(member.ContainingType, shared).Any());
    }

    private bool HasParameter(string name) => member.Parameters.Any(parameter => parameter.Name == name);

    // A constant or a type as a whole; not an array, and not the names of the attribute and of its properties.
    private bool IsPart(SyntaxNode node) => node is ExpressionSyntax expression
        && node.Parent is not (AttributeSyntax or NameEqualsSyntax or NameColonSyntax)
        && (model.GetConstantValue(expression).HasValue || (node is TypeSyntax && model.GetSymbolInfo(node).Symbol is ITypeSymbol));

    private static bool HasName(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().Any(node => node is SimpleNameSyntax);

    private ExpressionSyntax? WrittenOut(ExpressionSyntax part)
    {
        if (IsNameOfTheMember(part))
            return part;
        if (model.GetConstantValue(part) is { HasValue: true, Value: var value })
        {
            return model.GetSymbolInfo(part).Symbol is IFieldSymbol field && IsVisible(field)
                ? Expression($"{FullNameOf(field.ContainingType)}.{field.Name}")
                : Literal(value, model.GetTypeInfo(part).Type);
        }

        return model.GetTypeInfo(part).Type is { } type && IsAccessible(type) ? TypeName(type) : null;
    }

    // Such as nameof(FindAsync), which finds the method of the interface.
    private bool IsNameOfTheMember(ExpressionSyntax part) =>
        part is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments }
        && arguments[0].Expression is IdentifierNameSyntax { Identifier.ValueText: var name }
        && (HasParameter(name) || TargetRules.MethodsOf(member.ContainingType, name).Any());

    // The project of the interface may not reference another project's constants.
    private bool IsVisible(IFieldSymbol field) => IsAccessible(field)
        && (field.DeclaringSyntaxReferences.IsEmpty || SymbolEqualityComparer.Default.Equals(field.ContainingAssembly, member.ContainingAssembly));

    private bool IsAccessible(ISymbol symbol) => model.Compilation.IsSymbolAccessibleWithin(symbol, member.ContainingType);

    private static ExpressionSyntax? Literal(object? value, ITypeSymbol? type)
    {
        if (value is null)
            return Expression("null");
        if (value is double.NaN or double.PositiveInfinity or double.NegativeInfinity
            or float.NaN or float.PositiveInfinity or float.NegativeInfinity)
            return null;

        string text = SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!;
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } @enum)
            return Expression(text);

        IFieldSymbol? named = @enum.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(field => field.HasConstantValue && value.Equals(field.ConstantValue));
        return named is null
            ? SyntaxFactory.CastExpression(TypeName(@enum), SyntaxFactory.ParseExpression(text[0] == '-' ? $"({text})" : text))
            : Expression($"{FullNameOf(@enum)}.{named.Name}");
    }

    private static ExpressionSyntax Expression(string text) => SyntaxFactory.ParseExpression(text).WithAdditionalAnnotations(Simplifier.Annotation);

    private static TypeSyntax TypeName(ITypeSymbol type) =>
        SyntaxFactory.ParseTypeName(FullNameOf(type)).WithAdditionalAnnotations(Simplifier.Annotation);

    private static string FullNameOf(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
