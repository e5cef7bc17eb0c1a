using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Storefront.Shop;

namespace Storefront.Pages;

public sealed class ProductsModel(Catalog catalog, Basket basket) : PageModel
{
    public Offer? Offer { get; private set; }

    [TempData]
    public string? Message { get; set; }

    public async Task<IActionResult> OnGetAsync(int id, CancellationToken cancellationToken)
    {
        Offer = await catalog.FindAsync(id, cancellationToken);
        return Offer is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(int id, CancellationToken cancellationToken)
    {
        if (await catalog.FindAsync(id, cancellationToken) is not { } offer)
            return NotFound();

        basket.Add(id);
        Message = $"{offer.Name} is in your basket.";
        return RedirectToPage("/Basket");
    }
}
