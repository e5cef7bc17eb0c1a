using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which types are equal exactly if their key texts are equal.
internal static class IndexRules
{
    public static bool IsIndexable(ITypeSymbol type, KnownTypes known)
    {
        type = type.WithoutNullable();
        if (type.TypeKind == TypeKind.Enum || IsSimple(type.SpecialType))
            return true;
        if (type is not INamedTypeSymbol named)
            return false;

        // A ValueTuple<T> is a tuple without the operator ==.
        if (named.IsTupleType)
            return named.TupleElements.Length > 1 && named.TupleElements.All(element => IsIndexable(element.Type, known));

        return IsSimple(named, known) || IsPlainRecord(named, known);
    }

    private static bool IsSimple(SpecialType type) => type
        is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String
        or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
        or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static bool IsSimple(INamedTypeSymbol type, KnownTypes known) =>
        type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true }
        && type.IsOrInherits(known.Formattable)
        && type.MetadataName is "Guid" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Int128" or "UInt128";

    // A record that has only read-only automatic properties and compiler-generated equality.
    private static bool IsPlainRecord(INamedTypeSymbol type, KnownTypes known)
    {
        bool isFixed = type.IsValueType ? type.IsReadOnly : type.IsSealed && type.BaseType?.SpecialType == SpecialType.System_Object;
        if (!isFixed || !RecordRules.IsRecord(type) || KeyRules.KindOf(type, known) != KeyKind.Record)
            return false;

        IFieldSymbol[] fields = [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic)];
        return fields.Length > 0
            && fields.All(field => field.IsReadOnly && field.Name.StartsWith("<", StringComparison.Ordinal) && IsIndexable(field.Type, known))
            && type.GetMembers("Equals").Concat(type.GetMembers("GetHashCode")).OfType<IMethodSymbol>().All(IsMadeByCompiler);
    }

    // Source symbols state it directly; in metadata it is an attribute.
    public static bool IsMadeByCompiler(ISymbol method) =>
        method.IsImplicitlyDeclared || method.GetAttributes().Any(data => data.AttributeClass is { Name: "CompilerGeneratedAttribute" });
}
