using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Reads from attributes who may access an endpoint, and whether its entries vary by user.
internal sealed class Authorization(KnownTypes known)
{
    private readonly INamedTypeSymbol? _data = known.Find("Microsoft.AspNetCore.Authorization.IAuthorizeData");
    private readonly INamedTypeSymbol? _requirement = known.Find("Microsoft.AspNetCore.Authorization.IAuthorizationRequirementData");
    private readonly INamedTypeSymbol? _anonymous = known.Find("Microsoft.AspNetCore.Authorization.IAllowAnonymous");
    private readonly INamedTypeSymbol? _varyBy = known.Find("CacheKit.VaryByAttribute");

    public bool IsRequiredBy(ISymbol symbol) => symbol.Has(_data) || symbol.Has(_requirement);

    public bool IsLiftedBy(ISymbol symbol) => symbol.Has(_anonymous);

    // Null if the symbol does not state what its entries vary by.
    public bool? VariesByUser(ISymbol symbol) => Marks.Own(symbol, _varyBy).FirstOrDefault() is { } data
        ? data.Named("User") is true
        : null;
}
