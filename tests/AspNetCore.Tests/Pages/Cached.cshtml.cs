using CacheKit.AspNetCore.Tests.Controllers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CacheKit.AspNetCore.Tests.Pages;

/// <summary>A page that is cached by its attribute.</summary>
[Cache(60, Namespace = "pages")]
public sealed class CachedModel(ActionRuns runs) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Id { get; set; }

    public int Run { get; private set; }

    public void OnGet() => Run = runs.Next();

    public void OnPost() => Run = runs.Next();
}
