using System.Text.Json;

namespace Storefront.Shop;

/// <summary>The products that a visitor wants, in the session.</summary>
public sealed class Basket(IHttpContextAccessor accessor)
{
    private const string Key = "basket";

    private ISession Session => accessor.HttpContext!.Session;

    /// <summary>Whether the session could be read. If not, the basket looks empty, and nothing is added to it.</summary>
    public bool IsAvailable => Session.IsAvailable;

    public IReadOnlyList<int> Products => Session.GetString(Key) is { } stored ? JsonSerializer.Deserialize<int[]>(stored)! : [];

    public void Add(int product) => Session.SetString(Key, JsonSerializer.Serialize<int[]>([.. Products, product]));
}
