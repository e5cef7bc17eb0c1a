using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Storefront.Shop;

namespace Storefront.Pages;

public sealed class BasketModel(Catalog catalog, Basket basket) : PageModel
{
    public Basket Basket => basket;

    public List<Offer> Offers { get; } = [];

    [TempData]
    public string? Message { get; set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        foreach (int id in basket.Products)
        {
            if (await catalog.FindAsync(id, cancellationToken) is { } offer)
                Offers.Add(offer);
        }
    }
}
