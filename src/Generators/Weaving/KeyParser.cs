using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Creates the statements that write the call into the key, in the grammar of Core's CallText:
//
//   call = type "." method [ "<" type { "," type } ">" ] "(" [ argument { "," argument } ] ")"
//   argument = "this=" value | [ type " " ] name "=" value
//
// The receiver comes first if it is part of the key. A record is written as "{" name "=" value { "," name "=" value } "}".
internal static class KeyParser
{
    public static IEnumerable<string> StatementsOf(IMethodSymbol method, MethodModel model, KnownTypes known)
    {
        IMethodSymbol root = RootOf(method);
        var code = new KeyCode();
        TypeText.Write(code, root.ContainingType);
        code.Literal("." + method.Name);
        TypeText.WriteArguments(code, method.TypeParameters);
        code.Literal("(");

        WriteReceiver(code, method, root, model.Receiver, Arguments(method, known).Any(), known);
        WriteArguments(code, method, IsOverloaded(root), known);
        return code.ToStatements();
    }

    // The statements for a delegate, whose name is known only at run time.
    public static IEnumerable<string> StatementsOf(IMethodSymbol invoke, string name, KnownTypes known)
    {
        var code = new KeyCode();
        code.Statement($"text.Literal(_{name});");
        code.Literal("(");
        WriteArguments(code, invoke, isTyped: false, known);
        return code.ToStatements();
    }

    // The members of records that are written into the key of a call.
    public static IEnumerable<ISymbol> MembersRead(IParameterSymbol parameter, KnownTypes known) =>
        KeyRules.KindOf(parameter, known) == KeyKind.LeftOut ? [] : MembersRead(ElementRules.KeyTypeOf(parameter, known), known);

    public static IEnumerable<ISymbol> MembersRead(ITypeSymbol type, KnownTypes known) => KeyRules.KindOf(type, known) != KeyKind.Record
        ? []
        : RecordRules.PartsOf((INamedTypeSymbol)type.WithoutNullable())
            .SelectMany(part => MembersRead(RecordRules.TypeOf(part), known).Prepend(part));

    private static IEnumerable<IParameterSymbol> Arguments(IMethodSymbol method, KnownTypes known) =>
        method.Parameters.Where(parameter => KeyRules.KindOf(parameter, known) != KeyKind.LeftOut);

    private static void WriteArguments(KeyCode code, IMethodSymbol method, bool isTyped, KnownTypes known)
    {
        string separator = "";
        foreach (IParameterSymbol argument in Arguments(method, known))
        {
            code.Literal(separator);
            if (isTyped)
            {
                TypeText.Write(code, argument.Type);
                code.Literal(" ");
            }

            code.Literal(argument.Name + "=");
            WriteValue(code, ElementRules.KeyTypeOf(argument, known), "_" + argument.Name, argument.Name, known);
            separator = ",";
        }

        code.Literal(")");
    }

    // Returns the original definition of an overridden method, so that a call has one key whatever type it is made through.
    private static IMethodSymbol RootOf(IMethodSymbol method) =>
        method.OverriddenMethod is { } overridden ? RootOf(overridden) : method;

    // Follows the reflection in Core's CallText.
    private static bool IsOverloaded(IMethodSymbol method) =>
        method.ContainingType.BaseTypes().Prepend(method.ContainingType)
            .SelectMany(type => type.GetMembers(method.Name).OfType<IMethodSymbol>().Where(other => IsSeen(other, from: method.ContainingType)))
            .Count(other => !other.IsOverride || SymbolEqualityComparer.Default.Equals(other, method)) > 1;

    private static bool IsSeen(IMethodSymbol method, INamedTypeSymbol from) =>
        method.DeclaredAccessibility != Accessibility.Private || SymbolEqualityComparer.Default.Equals(method.ContainingType, from);

    private static void WriteReceiver(KeyCode code, IMethodSymbol method, IMethodSymbol root, ReceiverModel? receiver, bool isFollowed, KnownTypes known)
    {
        switch (receiver?.Role)
        {
            case ReceiverRole.Class:
                code.Statement($"text.Receiver({receiver.Identity}, {Code.TypeOf(root.ContainingType)}, isFollowed: {(isFollowed ? "true" : "false")});");
                break;
            case ReceiverRole.Value:
                code.Literal("this=");
                WriteValue(code, method.ContainingType, receiver.Field, "this", known);
                if (isFollowed)
                    code.Literal(",");
                break;
        }
    }

    private static void WriteValue(KeyCode code, ITypeSymbol type, string value, string name, KnownTypes known)
    {
        if (type.TypeKind == TypeKind.Enum)
            code.Statement($"text.Enum({value});");
        else if (KeyRules.KindOf(type, known) == KeyKind.Record)
            WriteRecord(code, type, value, name, known);
        else
            code.Statement($"text.Value({value}, {Code.Text(name)});");
    }

    private static void WriteRecord(KeyCode code, ITypeSymbol type, string value, string name, KnownTypes known)
    {
        var record = (INamedTypeSymbol)type.WithoutNullable();
        if (type.IsValueType && SymbolEqualityComparer.Default.Equals(record, type))
        {
            WriteParts(code, record, value, known);
            return;
        }

        string present = code.NewVariable();
        code.Statement($"if ({value} is {{ }} {present})");
        code.Statement("{");
        if (!record.IsValueType && !record.IsSealed)
            code.Statement($"global::CacheKit.Weaving.KeyText.Require({present}, {Code.TypeOf(record)}, {Code.Text(name)});");
        if (RecordRules.MayHideState(record))
        {
            string parts = string.Join(",", RecordRules.PartsOf(record).Select(part => part.Name));
            code.Statement($"global::CacheKit.Weaving.KeyText.RequireParts({Code.TypeOf(record)}, {Code.Text(parts)}, {Code.Text(name)});");
        }

        WriteParts(code, record, present, known);
        code.Statement("}");
        code.Statement("else");
        code.Statement("{");
        code.Literal("null");
        code.Statement("}");
    }

    private static void WriteParts(KeyCode code, INamedTypeSymbol record, string value, KnownTypes known)
    {
        string separator = "{";
        foreach (ISymbol part in RecordRules.PartsOf(record))
        {
            code.Literal($"{separator}{part.Name}=");
            WriteValue(code, RecordRules.TypeOf(part), $"{value}.{Code.Escape(part.Name)}", part.Name, known);
            separator = ",";
        }

        code.Literal(separator == "{" ? "{}" : "}");
    }
}
