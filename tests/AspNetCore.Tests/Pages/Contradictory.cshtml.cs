using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CacheKit.AspNetCore.Tests.Pages;

/// <summary>A page that can't be answered.</summary>
[Cache(60)]
[CacheOneDay]
public sealed class ContradictoryModel : PageModel
{
    public void OnGet()
    {
    }
}
