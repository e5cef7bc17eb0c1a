using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CacheKit.AspNetCore.Tests.Pages;

/// <summary>A page that evicts by a route value and by an argument of its handler.</summary>
[CacheEvict(Tags = ["page:{id}", "kind:{kind}"])]
public sealed class EvictingModel : PageModel
{
    public void OnGet()
    {
    }

    public void OnPost(string kind)
    {
    }
}
