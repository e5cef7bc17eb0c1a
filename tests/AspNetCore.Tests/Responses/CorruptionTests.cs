namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>A stored response in which a byte was changed.</summary>
[TestFixture]
public sealed class CorruptionTests
{
    [Test]
    public async Task No_changed_byte_of_a_payload_fails_a_request()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
            {
                context.Response.Headers["X-Total"] = "42";
                context.Response.Headers.Vary = "Accept";
                return "hello";
            }),
            new TestAppSettings { Store = Store.Payloads });
        await app.GetAsync();
        string key = ((PayloadBackend)app.Backend).Keys.Single(stored => stored.StartsWith($"::GET {app.Origin}/", StringComparison.Ordinal));
        byte[] payload = (await app.Backend.GetAsync(key))!.Value.ToArray();
        var failed = new List<string>();
        for (int i = 0; i < payload.Length; i++)
        {
            foreach (byte change in new byte[] { 0x00, 0x0A, 0x80, 0xFF, (byte)(payload[i] + 1), (byte)(payload[i] - 1) })
            {
                byte[] corrupt = [.. payload];
                corrupt[i] = change;
                await app.Backend.SetAsync(key, corrupt, TimeSpan.FromSeconds(60));
                Answer answer = await app.GetAsync();
                if (answer.Status != 200)
                    failed.Add($"byte {i} = {change}: {answer.Status}");
            }
        }

        Assert.That(failed, Is.Empty);
    }

    [Test]
    public async Task An_entry_of_an_older_layout_is_a_miss_that_is_overwritten()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => "hello"), new TestAppSettings { Store = Store.Payloads });
        await app.GetAsync();
        string key = $"::GET {app.Origin}/";
        byte[] payload = (await app.Backend.GetAsync(key))!.Value.ToArray();
        byte[] older = [.. payload];
        older[1] = 1;
        await app.Backend.SetAsync(key, older, TimeSpan.FromSeconds(60));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss.Status, miss.CacheKit, hit.CacheKit), Is.EqualTo((200, "MISS", "HIT")));
    }
}
