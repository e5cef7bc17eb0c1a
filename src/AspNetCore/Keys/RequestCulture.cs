using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Localization.Routing;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The culture that request localization chose for a request, and what it went by.
internal static class RequestCulture
{
    private static readonly string[] _ofCookie = [HeaderNames.Cookie];
    private static readonly string[] _ofBoth = [HeaderNames.AcceptLanguage, HeaderNames.Cookie];

    // Whether a response may depend on it: its entry is kept apart then.
    public static bool Counts(HttpContext context, VaryByAttribute varyBy) =>
        varyBy.Culture || context.Features.Get<IRequestCultureFeature>() is not null;

    // The cookie comes first; one that is absent has had its part in the choice too.
    public static string[] HeadersOf(HttpContext context) => context.Features.Get<IRequestCultureFeature>()?.Provider switch
    {
        QueryStringRequestCultureProvider or RouteDataRequestCultureProvider => [],
        CookieRequestCultureProvider => _ofCookie,
        _ => _ofBoth,
    };
}
