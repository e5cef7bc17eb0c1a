using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Mutants;

/// <summary>Finds the mutations of a file, of the usual kinds of mutation tests.</summary>
internal static class Mutations
{
    private static readonly Dictionary<SyntaxKind, string> _others = new()
    {
        [SyntaxKind.LessThanExpression] = "<=",
        [SyntaxKind.LessThanOrEqualExpression] = "<",
        [SyntaxKind.GreaterThanExpression] = ">=",
        [SyntaxKind.GreaterThanOrEqualExpression] = ">",
        [SyntaxKind.LogicalAndExpression] = "||",
        [SyntaxKind.LogicalOrExpression] = "&&",
        [SyntaxKind.AddExpression] = "-",
        [SyntaxKind.SubtractExpression] = "+",
        [SyntaxKind.MultiplyExpression] = "/",
        [SyntaxKind.DivideExpression] = "*",
        [SyntaxKind.ModuloExpression] = "*",
        [SyntaxKind.BitwiseAndExpression] = "|",
        [SyntaxKind.BitwiseOrExpression] = "&",
        [SyntaxKind.LeftShiftExpression] = ">>",
        [SyntaxKind.RightShiftExpression] = "<<",
        [SyntaxKind.AddAssignmentExpression] = "-=",
        [SyntaxKind.SubtractAssignmentExpression] = "+=",
    };

    /// <summary>All mutations of a file, in the order of its text.</summary>
    /// <param name="root">The file.</param>
    /// <returns>The mutations; one node may have several.</returns>
    public static IEnumerable<Mutation> In(SyntaxNode root) => root.DescendantNodes(node => !IsLeftOut(node)).Where(node => !IsLeftOut(node)).SelectMany(Of);

    private static IEnumerable<Mutation> Of(SyntaxNode node)
    {
        if (IsCondition(node) || node.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression or SyntaxKind.LogicalNotExpression
            or SyntaxKind.IsExpression or SyntaxKind.IsPatternExpression or SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression)
        {
            yield return new Mutation(node, (text, isOn) => $"({isOn} ^ ({text}))", $"not ({node})");
        }

        if (_others.TryGetValue(node.Kind(), out string? other) && !node.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any())
        {
            SyntaxToken sign = node.ChildTokens().First();
            string replaced = node.ToString().Remove(sign.SpanStart - node.SpanStart, sign.Span.Length).Insert(sign.SpanStart - node.SpanStart, other);
            yield return new Mutation(node, (text, isOn) => $"({isOn} ? ({replaced}) : ({text}))", replaced);
        }

        if (node is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce)
            yield return new Mutation(node, (text, isOn) => $"({isOn} ? ({coalesce.Right}) : ({text}))", coalesce.Right.ToString());
        if (node is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression, Token.ValueText.Length: > 0 })
            yield return new Mutation(node, (text, isOn) => $"({isOn} ? \"\" : {text})", "\"\"");
        if (node is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step)
        {
            string back = $"{step.Operand}{(step.IsKind(SyntaxKind.PostIncrementExpression) ? "--" : "++")}";
            yield return new Mutation(node, (text, isOn) => IsStatement(node) ? $"_ = {isOn} ? {back} : {text}" : $"({isOn} ? {back} : {text})", back);
        }

        if (IsRemovable(node))
            yield return new Mutation(node, (text, isOn) => $"{{ if (!{isOn}) {text} }}", $"without {node}");
    }

    private static bool IsCondition(SyntaxNode node) => node.Parent switch
    {
        IfStatementSyntax parent => parent.Condition == node,
        WhileStatementSyntax parent => parent.Condition == node,
        DoStatementSyntax parent => parent.Condition == node,
        ForStatementSyntax parent => parent.Condition == node,
        ConditionalExpressionSyntax parent => parent.Condition == node,
        WhenClauseSyntax or CatchFilterClauseSyntax => true,
        _ => false,
    };

    private static bool IsStatement(SyntaxNode node) => node.Parent is ExpressionStatementSyntax;

    private static bool IsRemovable(SyntaxNode node) =>
        node is ExpressionStatementSyntax or ReturnStatementSyntax { Expression: null } or ContinueStatementSyntax
            or BreakStatementSyntax { Parent: not SwitchSectionSyntax };

    // Constants, what runs once in a process, texts of exceptions and logs, and what has no effect that a test could see.
    private static bool IsLeftOut(SyntaxNode node) => node switch
    {
        AttributeListSyntax or EnumMemberDeclarationSyntax or ParameterSyntax or ThrowStatementSyntax or ThrowExpressionSyntax => true,
        CaseSwitchLabelSyntax or PatternSyntax => true,
        LocalDeclarationStatementSyntax local => local.IsConst,
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword) || field.Modifiers.Any(SyntaxKind.StaticKeyword),
        ConstructorDeclarationSyntax constructor => constructor.Modifiers.Any(SyntaxKind.StaticKeyword),
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Modifiers.Any(SyntaxKind.StaticKeyword),
        ObjectCreationExpressionSyntax creation => creation.Type.ToString().EndsWith("Exception", StringComparison.Ordinal),
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => IsLeftOut(call),
        InvocationExpressionSyntax call => call.Expression.ToString() is { } called
            && (called.Contains("Logger.", StringComparison.OrdinalIgnoreCase) || called.Contains("ThrowIf", StringComparison.Ordinal)
                || called.StartsWith("Debug.", StringComparison.Ordinal) || called == "nameof"),
        ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } } =>
            called.Name.ToString() == "ConfigureAwait",
        _ => false,
    };
}
