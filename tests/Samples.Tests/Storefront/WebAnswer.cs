using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace CacheKit.Samples.Tests.Storefront;

/// <summary>A response of the sample as a visitor sees it.</summary>
internal sealed partial record WebAnswer(HttpStatusCode Status, string Body, string? Location)
{
    /// <summary>The antiforgery token of the form of a page.</summary>
    public string Token => TokenField().Match(Body).Groups["token"].Value;

    /// <summary>The process and the time that made the page. Equal for two answers only if one of them is cached.</summary>
    public string MadeBy => Footer().Match(Body) is { Success: true } footer ? footer.Value : throw new InvalidOperationException(Body);

    /// <summary>The message of the last form, which is kept for one page.</summary>
    public string? Message => StatusText().Match(Body) is { Success: true } status ? status.Groups["text"].Value : null;

    public int[] Basket => [.. BasketItem().Matches(Body).Select(item => int.Parse(item.Groups["id"].Value, CultureInfo.InvariantCulture))];

    public bool IsBasketAvailable => !Body.Contains("The basket is not available.", StringComparison.Ordinal);

    public string PriceOf(int product) =>
        Regex.Match(Body, $"<span data-price=\"{product}\">(?<price>[^<]*)<").Groups["price"].Value;

    public static async Task<WebAnswer> OfAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.ToString());

    [GeneratedRegex("<input name=\"__RequestVerificationToken\" type=\"hidden\" value=\"(?<token>[^\"]*)\"")]
    private static partial Regex TokenField();

    [GeneratedRegex("<footer>.*</footer>")]
    private static partial Regex Footer();

    [GeneratedRegex("<p role=\"status\">(?<text>[^<]*)</p>")]
    private static partial Regex StatusText();

    [GeneratedRegex("<li data-product=\"(?<id>[0-9]+)\">")]
    private static partial Regex BasketItem();
}
