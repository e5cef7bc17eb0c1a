using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// What attributes say of who may see an endpoint, and of whether its entries are one user's.
internal sealed class Authorization(KnownTypes known)
{
    private readonly INamedTypeSymbol? _data = known.Find("Microsoft.AspNetCore.Authorization.IAuthorizeData");
    private readonly INamedTypeSymbol? _requirement = known.Find("Microsoft.AspNetCore.Authorization.IAuthorizationRequirementData");
    private readonly INamedTypeSymbol? _anonymous = known.Find("Microsoft.AspNetCore.Authorization.IAllowAnonymous");
    private readonly INamedTypeSymbol? _varyBy = known.Find("CacheKit.VaryByAttribute");

    public bool IsRequiredBy(ISymbol symbol) => symbol.Has(_data) || symbol.Has(_requirement);

    public bool IsLiftedBy(ISymbol symbol) => symbol.Has(_anonymous);

    // Null: the symbol doesn't say what its entries vary by.
    public bool? VariesByUser(ISymbol symbol) => Marks.Own(symbol, _varyBy).FirstOrDefault() is { } data
        ? data.Named("User") is true
        : null;
}
