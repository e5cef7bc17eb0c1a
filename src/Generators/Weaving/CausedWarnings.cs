using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Collects the ids of the warnings that generated code causes by the obsolete and experimental code that it names. The user gets them at the
// declaration or at the call.
internal sealed class CausedWarnings
{
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal) { "CS0612", "CS0618" };
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.IncludeNullability);

    // The ids in a stable order.
    public EquatableArray<string> Ids => new(_ids);

    public static EquatableArray<string> Of(IMethodSymbol method, KnownTypes known)
    {
        var warnings = new CausedWarnings();
        warnings.AddMember(method);
        foreach (ITypeSymbol type in NamingRules.NamedTypes(method, known).Concat(Places(method, known)))
            warnings.AddType(type);
        foreach (AttributeData attribute in NamingRules.CreatedAttributes(method, known))
            warnings.AddAttribute(attribute);
        foreach (ISymbol member in method.Parameters.SelectMany(parameter => KeyParser.MembersRead(parameter, known))
            .Concat(ReceiverRules.IsInKey(method, known) ? KeyParser.MembersRead(method.ContainingType, known) : [])
            .Concat(TagCode.MembersRead(method, known)))
            warnings.AddMember(member);

        // The interceptor has object in place of dynamic, which the compiler reports.
        if (method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType).Any(Code.HasDynamic))
            warnings._ids.Add("CS9154");
        return warnings.Ids;
    }

    // Adds a member that is read or called, and the type that it has.
    public void AddMember(ISymbol member)
    {
        Add(member);
        if (member is IPropertySymbol { GetMethod: { } getter })
            Add(getter);
        AddType(member is IMethodSymbol method ? method.ReturnType : RecordRules.TypeOf(member));
    }

    public void AddType(ITypeSymbol type)
    {
        if (!_seen.Add(type))
            return;

        switch (type)
        {
            case IArrayTypeSymbol array:
                AddType(array.ElementType);
                break;
            case IPointerTypeSymbol pointer:
                AddType(pointer.PointedAtType);
                break;
            case INamedTypeSymbol named:
                Add(named.OriginalDefinition);
                foreach (ITypeSymbol argument in named.AllTypeArguments())
                    AddType(argument);
                break;
        }
    }

    // The types with the functions whose entries the method shares, puts or evicts.
    private static IEnumerable<ITypeSymbol> Places(IMethodSymbol method, KnownTypes known) =>
        Marks.EvictsOf(method, known).Concat(new[] { Marks.PutOf(method, known) }.OfType<AttributeData>())
            .Select(attribute => TargetRules.TypeOf(attribute, method))
            .Append(method.ContainingType)
            .SelectMany(type => type.BaseTypes().Prepend(type));

    private void AddAttribute(AttributeData attribute)
    {
        AddType(attribute.AttributeClass!);
        if (attribute.AttributeConstructor is { } constructor)
            Add(constructor);
        foreach (ITypeSymbol type in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(argument => argument.Value))
            .SelectMany(NamingRules.TypesIn))
            AddType(type);
        foreach (ISymbol member in attribute.NamedArguments.SelectMany(
            argument => attribute.AttributeClass!.BaseTypes().Prepend(attribute.AttributeClass!).SelectMany(type => type.GetMembers(argument.Key))))
            Add(member);
    }

    // The attributes of the types around a symbol, and of its assembly, count for it too.
    private void Add(ISymbol symbol)
    {
        for (ISymbol? place = symbol; place is not null and not INamespaceSymbol; place = place.ContainingType)
            AddIds(place);
        if (symbol.ContainingAssembly is { } assembly && _seen.Add(assembly))
        {
            AddIds(assembly);
            AddIds(symbol.ContainingModule);
        }
    }

    private void AddIds(ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            object? id = attribute.AttributeClass?.Name switch
            {
                "ExperimentalAttribute" => attribute.ConstructorArguments.FirstOrDefault().Value,
                "ObsoleteAttribute" => attribute.Named("DiagnosticId"),
                _ => null,
            };
            if (id is string text)
                _ids.Add(text);
        }
    }
}
