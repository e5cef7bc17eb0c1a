using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Architecture.Tests.Source;

/// <summary>A C# file of a project, parsed as syntax.</summary>
internal sealed class SourceFile
{
    private readonly SyntaxNode _root;

    /// <param name="path">The path in the project, with forward slashes.</param>
    /// <param name="text">The content of the file.</param>
    public SourceFile(string path, string text)
    {
        Path = path;
        _root = CSharpSyntaxTree.ParseText(text).GetRoot();
        Types =
        [
            .. _root.DescendantNodes(
                node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<MemberDeclarationSyntax>().Where(IsType)
        ];
        Usings = [.. ((CompilationUnitSyntax)_root).Usings.Select(Read)];
        Lines = text.AsSpan().TrimEnd('\n').Count('\n') + 1;
    }

    public string Path { get; }

    /// <summary>The top-level folder of the file in its project; empty: the project's root.</summary>
    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    public int Lines { get; }

    public IReadOnlyList<UsingDirective> Usings { get; }

    /// <summary>The types that the file declares, without nested ones.</summary>
    public IReadOnlyList<MemberDeclarationSyntax> Types { get; }

    public IEnumerable<string> TypeNames => Types.Select(NameOf);

    /// <summary>The syntax nodes of the file.</summary>
    public IEnumerable<SyntaxNode> Nodes => _root.DescendantNodes();

    /// <summary>Every name in the code, outside comments and documentation, that may refer to a type.</summary>
    public IReadOnlySet<string> MentionedTypes => field ??= FindMentionedTypes();

    private static UsingDirective Read(UsingDirectiveSyntax directive) => directive.Alias is { } alias
        ? new UsingDirective(2, alias.Name.Identifier.ValueText)
        : new UsingDirective(directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) ? 1 : 0, directive.NamespaceOrType.ToString());

    private static bool IsType(MemberDeclarationSyntax member) => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    private static string NameOf(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax @delegate ? @delegate.Identifier.ValueText : ((BaseTypeDeclarationSyntax)type).Identifier.ValueText;

    private HashSet<string> FindMentionedTypes()
    {
        var members = new HashSet<string>(_root.DescendantNodes().Select(MemberOrVariableName).OfType<string>());
        var mentioned = new HashSet<string>();
        foreach (SimpleNameSyntax name in _root.DescendantNodes().OfType<SimpleNameSyntax>().Where(name => MayBeType(name, members)))
        {
            mentioned.Add(name.Identifier.ValueText);
            if (name.FirstAncestorOrSelf<AttributeSyntax>() is not null)
                mentioned.Add(name.Identifier.ValueText + "Attribute");
        }

        return mentioned;
    }

    // Syntax alone does not distinguish 'Payload.Length' of a property from that of a type: a name that the file gives to a member or
    // variable refers to that, unless only a type is possible at this place.
    private static bool MayBeType(SimpleNameSyntax name, HashSet<string> members) =>
        SyntaxFacts.IsInTypeOnlyContext(name) || (!IsMemberOfSomething(name) && !members.Contains(name.Identifier.ValueText));

    private static bool IsMemberOfSomething(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name == name,
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => true,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left == name,
        _ => false,
    };

    private static string? MemberOrVariableName(SyntaxNode node) => node switch
    {
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        EnumMemberDeclarationSyntax member => member.Identifier.ValueText,
        _ => null,
    };
}
