using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Storefront.Shop;

namespace Storefront.Pages;

[Authorize]
public sealed class PricesModel(Catalog catalog) : PageModel
{
    [TempData]
    public string? Message { get; set; }

    public async Task<IActionResult> OnPostPriceAsync(int id, decimal price, CancellationToken cancellationToken)
    {
        await catalog.ChangePriceAsync(id, price, cancellationToken);
        Message = "The price is changed.";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostSaleAsync(int percent, CancellationToken cancellationToken)
    {
        await catalog.ReduceAsync(percent, cancellationToken);
        Message = "All prices are reduced.";
        return RedirectToPage();
    }
}
