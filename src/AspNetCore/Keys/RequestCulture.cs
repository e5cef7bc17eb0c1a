using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Localization.Routing;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The culture that request localization chose for a request, and the headers that determined it.
internal static class RequestCulture
{
    private static readonly string[] _cookie = [HeaderNames.Cookie];
    private static readonly string[] _languageAndCookie = [HeaderNames.AcceptLanguage, HeaderNames.Cookie];

    // Whether the key contains the culture, because the response may depend on it.
    public static bool IsInKey(HttpContext context, VaryByAttribute varyBy) =>
        varyBy.Culture || context.Feature<IRequestCultureFeature>() is not null;

    // The cookie has precedence over Accept-Language, so its absence affects the choice too.
    public static string[] HeadersOf(HttpContext context) => context.Feature<IRequestCultureFeature>()?.Provider switch
    {
        QueryStringRequestCultureProvider or RouteDataRequestCultureProvider => [],
        CookieRequestCultureProvider => _cookie,
        _ => _languageAndCookie,
    };
}
