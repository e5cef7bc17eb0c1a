using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CacheKit.AspNetCore.Tests.Pages;

/// <summary>A page whose handler has the evicting attribute, where it has no effect.</summary>
public sealed class EvictingOnHandlerModel : PageModel
{
    [CacheEvict(Tags = ["users"])]
    public void OnPost()
    {
    }
}
