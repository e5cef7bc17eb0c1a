using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class SharedAmongUsersTests() : AnalyzerTests(DiagnosticIds.SharedAmongUsers)
{
    [Test]
    public Task A_cached_handler_that_needs_authorization_is_found() => FiresAsync(
        """
        using Microsoft.AspNetCore.Authorization;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/me", [Authorize, [|Cache(60)|]] () => "me");
        app.MapGet("/mine", [[|CacheOneHour|]] () => "mine").RequireAuthorization();
        app.MapGet("/ours", [Authorize] () => "ours").[|Cache|](60);
        app.MapGroup("/group").RequireAuthorization().MapGet("/x", [[|Cache|]] () => "x");
        app.MapGet("/vary", [Authorize, [|Cache(60)|], VaryBy(Culture = true)] () => "vary");
        """);

    [Test]
    public Task A_cached_action_that_needs_authorization_is_found() => FiresAsync(
        """
        using Microsoft.AspNetCore.Authorization;
        using Microsoft.AspNetCore.Mvc;

        [Authorize]
        public sealed class UsersController : ControllerBase
        {
            [[|Cache(60)|]] public int Me() => 1;

            [AllowAnonymous, Cache(60)] public int All() => 1;
        }

        public sealed class OrdersController : ControllerBase
        {
            [Authorize, [|Cache(60)|]] public int Mine() => 1;

            [Cache(60)] public int All() => 1;
        }
        """);

    [Test]
    public Task A_cached_controller_that_needs_authorization_is_found() => FiresAsync(
        """
        using Microsoft.AspNetCore.Authorization;
        using Microsoft.AspNetCore.Mvc;

        [Authorize, [|Cache(60)|]]
        public sealed class UsersController : ControllerBase
        {
            public int Me() => 1;
        }
        """);

    [Test]
    public Task An_endpoint_that_varies_by_user_is_right() => IsSilentAsync(
        """
        using Microsoft.AspNetCore.Authorization;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/a", [Authorize, Cache(60), VaryBy(User = true)] () => "a");
        app.MapGet("/b", [Authorize, Cache(60)] () => "b").VaryBy(user: true);
        app.MapGet("/c", () => "c").RequireAuthorization().Cache(60).VaryBy(user: true);
        app.MapGet("/d", [Authorize] () => "d");
        app.MapGet("/e", [Cache(60)] () => "e");
        """);

    [Test]
    public Task An_endpoint_that_all_may_see_is_right() => IsSilentAsync(
        """
        using Microsoft.AspNetCore.Authorization;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/a", [Authorize, AllowAnonymous, Cache(60)] () => "a");
        app.MapGet("/b", [Authorize, Cache(60)] () => "b").AllowAnonymous();
        """);

    [Test]
    public Task A_controller_that_varies_by_user_is_right() => IsSilentAsync(
        """
        using Microsoft.AspNetCore.Authorization;
        using Microsoft.AspNetCore.Mvc;

        [Authorize, VaryBy(User = true), Cache(60)]
        public sealed class UsersController : ControllerBase
        {
            [Cache(30)] public int Me() => 1;
        }
        """);
}
