using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CacheKit.AspNetCore.Tests.Pages;

/// <summary>A page whose handler has the attribute, where nobody sees it.</summary>
public sealed class OnHandlerModel : PageModel
{
    [Cache(60)]
    public void OnGet()
    {
    }
}
