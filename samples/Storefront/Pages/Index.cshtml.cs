using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Storefront.Shop;

namespace Storefront.Pages;

[OutputCache(PolicyName = "pages")]
public sealed class IndexModel(Catalog catalog) : PageModel
{
    public IReadOnlyList<Offer> Offers { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => Offers = await catalog.ListAsync(cancellationToken);
}
