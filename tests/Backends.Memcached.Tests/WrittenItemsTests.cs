using System.Text;
using CacheKit.Servers;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>
/// Items that any earlier version has written can be read. A new layout gets a new file in Fixtures, with the items that this test finds on
/// the server; existing files never change. A line is the key of an item and its value in Base64.
/// </summary>
[TestFixture]
public sealed class WrittenItemsTests
{
    private static readonly string _longKey = "app:shop:" + new string('k', 300);
    private static readonly string _oddKey = "app:shop:GET http://host/größe";

    private static IEnumerable<string> Versions =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!);

    [TestCaseSource(nameof(Versions))]
    public async Task What_a_version_has_stored_is_read(string version)
    {
        await using MemcachedServer server = await MemcachedServer.StartAsync();
        await using MemcachedBackend backend = SharedServers.Backend(server.ConnectionString);
        foreach (string[] parts in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", version + ".txt")).Select(line => line.Split(' ')))
        {
            byte[] value = Convert.FromBase64String(parts[1]);
            Assert.That(await server.SendAsync($"set {parts[0]} 0 0 {value.Length}\r\n{Encoding.UTF8.GetString(value)}"), Does.StartWith("STORED"));
        }

        foreach (string key in (string[])["alone", "app:key", "app:shop:key", _longKey, _oddKey])
            Assert.That((await backend.GetAsync(key))?.ToArray(), Is.EqualTo(Encoding.ASCII.GetBytes($"payload {key.Length}")), key);
        Assert.That(await backend.ListAsync("app:shop:").Select(key => key.Key).ToArrayAsync(), Is.EquivalentTo(new[] { "app:shop:key", _longKey, _oddKey }));
    }
}
