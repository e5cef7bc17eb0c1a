using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>Authentication by <c>Authorization: Token ann</c>, or by the header <c>X-Person: ann</c>, which caches do not know.</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication("Token").AddScheme<AuthenticationSchemeOptions, TokenAuthentication>("Token", null);
        services.AddAuthorization();
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string name = Request.Headers["X-Person"].ToString();
        if (name.Length == 0)
            name = Request.Headers.Authorization.ToString().Replace("Token ", "", StringComparison.Ordinal);
        if (name.Length == 0)
            return Task.FromResult(AuthenticateResult.NoResult());

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name), new Claim(ClaimTypes.Name, name)], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
