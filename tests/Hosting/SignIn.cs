using System.Security.Claims;

namespace CacheKit.Hosting;

/// <summary>
/// Authentication by cookie: <c>Cookie: user=ann</c> signs in ann, and <c>user=ann@google</c> signs in ann with the issuer google.
/// </summary>
internal static class SignIn
{
    public static void UseCookieUser(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Cookies["user"] is { Length: > 0 } user)
            context.User = As(user);
        return next(context);
    });

    public static ClaimsPrincipal As(string user)
    {
        string[] parts = user.Split('@');
        string issuer = parts.Length > 1 ? parts[1] : ClaimsIdentity.DefaultIssuer;
        var id = new Claim(ClaimTypes.NameIdentifier, parts[0], ClaimValueTypes.String, issuer);
        return new ClaimsPrincipal(new ClaimsIdentity([id], authenticationType: "Cookies"));
    }
}
