namespace CacheKit.AspNetCore.Tests;

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
}
